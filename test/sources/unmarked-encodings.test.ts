import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importFiles, inspectFile } from '../../src/index.js';
import { encodingOfText } from '../../src/sources/encoding-evidence.js';
import { pieceDecoder } from '../../src/sources/text-encoding.js';
import { messageLines, scratchFile } from '../scratch.js';
import { importContent, newCase, still } from './imported-case.js';

/** The bytes of a text in an encoding of one or two bytes, made from the decoder's own table: Node has no encoder. */
function encoded(text: string, encoding: string): Buffer {
  const table = new Map<string, readonly number[]>();
  const add = (...bytes: number[]): void => {
    const decoder = pieceDecoder(encoding);
    const character = Buffer.concat([decoder.decode(Buffer.from(bytes)), decoder.end()]).toString();
    if ([...character].length === 1 && character !== '\uFFFD' && !table.has(character)) table.set(character, bytes);
  };
  for (let byte = 0x80; byte <= 0xff; byte++) add(byte);
  const wanted = new Set([...text].filter((character) => character > '\u007f' && !table.has(character)));
  if (wanted.size > 0) for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++) add(lead, trail);
  return Buffer.from(
    [...text].flatMap((character) => {
      const bytes = character < '\u0080' ? [character.charCodeAt(0)] : table.get(character);
      if (bytes === undefined) throw new Error(`${encoding} has no ${character}`);
      return [...bytes];
    }),
  );
}

const WESTERN: Readonly<Record<string, string>> = {
  French: "L'été à la liberté française, où l’élève naïf dîne à Noël avec sa sœur. La présidente a déclaré que « c'est très bien ».",
  German: 'Über die Straße können wir schöne Grüße schicken; größere Töne zu spucken – früher oder später – wäre müßig.',
  Spanish: 'El niño comió piñas en la montaña. ¿Qué pasó después? La nación está aquí, según él.',
  Portuguese: 'A eleição não será amanhã; as informações são da Polícia Militar, em ação na região há três dias.',
  Swedish: 'Så får vi också äta smörgåsar på måndag när vädret är bättre än på lördag.',
};

const OTHERS: readonly [string, string, string][] = [
  ['windows-1251', 'Президент заявил сегодня, что переговоры прошли успешно и будут продолжены.', 'windows-1251'],
  ['koi8-r', 'Президент заявил сегодня, что переговоры прошли успешно и будут продолжены.', 'koi8-r'],
  ['big5', '總統今天在台北會見了來訪的外國領導人，雙方就共同關心的問題交換了意見。', 'big5'],
  ['shift_jis', '今日は東京で首相が記者会見を行い、新しい経済政策について説明しました。', 'shift_jis'],
  ['euc-kr', '대통령은 오늘 서울에서 기자회견을 열고 새로운 경제 정책에 대해 설명했다.', 'euc-kr'],
  ['windows-1250', 'Zażółć gęślą jaźń. Rząd będzie działał szybciej; więcej w następnym artykule, który się ukaże.', ''],
];

describe('Windows-1252 is told by its letters', () => {
  test('German quotation marks are marks of the West', () => {
    const text = 'Grüße: „neu“ und ‚schön‘, ›alt‹ – für Köln';
    expect(encodingOfText(encoded(text, 'windows-1252'))).toEqual({ kind: 'known', encoding: 'windows-1252' });
  });

  test.each(Object.entries(WESTERN))('%s', (_language, text) => {
    expect(encodingOfText(encoded(text, 'windows-1252'))).toEqual({ kind: 'known', encoding: 'windows-1252' });
  });

  test('it arrives exactly, with the marks that control characters are in Latin-1', async () => {
    const { file, result } = await importContent(
      encoded(messageLines('m1,u1,Ann,,,Après « l’été » – 5 € … très élevé,1600000000,'), 'windows-1252'),
    );
    expect(await file.rows('SELECT text FROM post')).toEqual([{ text: 'Après « l’été » – 5 € … très élevé' }]);
    expect(result.notes).toEqual(['Windows-1252, read as such (told by its letters; --encoding names another)']);
  });
});

describe('words in an encoding that cannot be told for certain', () => {
  test.each(OTHERS)(
    '%s is never read as another without a word: the file is refused, and the remedy said',
    async (encoding, text, likely) => {
      const bytes = encoded(messageLines(`m1,u1,Ann,,,"${text}",1600000000,`), encoding);
      await expect(importContent(bytes)).rejects.toMatchObject({
        code: 'file',
        message: expect.stringMatching(
          likely === ''
            ? /is not UTF-8, and which encoding it is cannot be told for certain; name it, such as --encoding/
            : new RegExp(`it reads best as ${likely}.*: name it, as --encoding ${likely} \\(nothing was imported\\)`),
        ),
      });
      const file = await newCase();
      const path = scratchFile(bytes);
      const [result] = await importFiles(file, [path], { encoding }, still);
      expect(await file.rows('SELECT text FROM post')).toEqual([{ text }]);
      expect(result?.notes).toEqual([expect.stringMatching(new RegExp(`^${encoding}, as --encoding says$`, 'i'))]);
      expect(await inspectFile(path, { encoding }, still)).toMatchObject({ encoding, recordCount: 1 });
    },
  );

  test('named in two ways, one file is two sources; named in the same way again, it is known', async () => {
    const path = scratchFile(encoded(messageLines('m1,u1,Ann,,,Привет всем,1600000000,'), 'windows-1251'));
    const file = await newCase();
    const again: (boolean | undefined)[] = [];
    for (const encoding of ['windows-1251', 'koi8-r', 'cp1251'])
      again.push((await importFiles(file, [path], { encoding }, still))[0]?.alreadyImported);
    expect(again).toEqual([false, false, true]);
    expect(await file.rows('SELECT options FROM source ORDER BY source_id')).toEqual([
      { options: '{"encoding":"windows-1251"}' },
      { options: '{"encoding":"koi8-r"}' },
    ]);
  });

  test('a name that no encoding has is refused before anything is read', async () => {
    await expect(importFiles(await newCase(), [scratchFile('x')], { encoding: 'klingon' }, still)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/there is no encoding "klingon"; --encoding takes names such as utf-8/),
    });
  });
});

test('damage of a UTF-8 table never makes its encoding unknown', () => {
  const line = 'o1,a1,p1,a text of words and more words,1600000000\n'.repeat(40);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(line.length - 1), fc.nat(255)), { maxLength: 60 }), fc.boolean(), (damages, isForeign) => {
      const bytes = Buffer.concat([Buffer.from(line), Buffer.from(isForeign ? '微博的文字，一些文字\n'.repeat(40) : '')]);
      for (const [at, byte] of damages) bytes[at] = byte;
      expect(encodingOfText(bytes).kind).toBe('known');
      if (isForeign) expect(encodingOfText(bytes)).toEqual({ kind: 'known', encoding: 'utf-8' });
    }),
    { numRuns: 200 },
  );
});

test('a text is decoded alike whatever pieces it comes in, and bytes that are no text never stop it', () => {
  const encoding = fc.constantFrom('gb18030', 'big5', 'shift_jis', 'euc-kr', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1251');
  const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(10, 44, 97, 0x81, 0xd8)), { maxLength: 80 });
  fc.assert(
    fc.property(encoding, bytes, fc.integer({ min: 1, max: 20 }), (name, content, size) => {
      const read = (pieceBytes: number): string => {
        const decoder = pieceDecoder(name);
        const pieces: Buffer[] = [];
        for (let at = 0; at < content.length; at += pieceBytes)
          pieces.push(decoder.decode(Buffer.from(content.slice(at, at + pieceBytes))));
        return Buffer.concat([...pieces, decoder.end()]).toString();
      };
      expect(read(size)).toBe(read(1000));
    }),
    { numRuns: 1000 },
  );
});
