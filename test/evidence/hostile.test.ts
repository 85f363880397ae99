import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { tableOf } from '../../src/evidence/run-analysis.js';
import { analysisById, type CaseFile, exportFindingTable, listFindings } from '../../src/index.js';
import { openNaming } from '../../src/store/naming.js';
import { caseLike, caseOfTexts, reportOf, runCoordination, testFolder } from './report-case.js';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  `' onmouseover='alert(3)`,
  ']]><svg onload=alert(4)>',
  '&#x0;&lt;b&gt;&amp;',
  '<!--<style>*{display:none}</style>',
  'javascript:alert(5)',
  '\u0001\u0008\u000B\u001B[31m\u007F\u0085',
  '\uFFFE\uFFFF\u{1FFFF}',
  '\u202Eevil\u202C\u2066x',
  `=cmd|'/C calc'!A0`,
  '@SUM(1+1)*cmd',
  '-2+3',
  '  ＝HYPERLINK("http://example.org")',
  '{{7*7}}#{7*7}',
  '__proto__',
  'constructor',
];
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Accounts, posts, links, tags, names, texts, a file and events that are all hostile, and bytes that are no text. */
async function hostileCase(): Promise<CaseFile> {
  const columns =
    'tweetid,userid,user_display_name,user_screen_name,user_profile_description,tweet_text,tweet_time,is_retweet,urls,hashtags,tweet_client_name';
  const rows = HOSTILE.flatMap((name, account) =>
    [0, 1, 2].map((post) =>
      [
        `${name} ${post} ${account}`,
        name,
        name,
        name,
        name,
        `${HOSTILE[(account + post) % HOSTILE.length]} said in a text that is long enough ${post}`,
        `2017-08-1${post} 09:00`,
        'False',
        `['https://example.org/${post}?<script>alert(6)</script>', 'javascript:alert(${post})']`,
        `['${(HOSTILE[post] as string).replaceAll("'", '')}', '=tag${post}', '<b>']`,
        name,
      ]
        .map(cell)
        .join(','),
    ),
  );
  const events = HOSTILE.map((title, index) => `2017-08-1${index % 3},${cell(title)},${cell(title)}`);
  const file = await caseOfTexts({
    '<img src=x onerror=alert(7)>.csv': `${columns}\n${rows.join('\n')}\n${cell('<script>bad</script>')},a,b\n`,
    '=cmd.csv': `happened_at,title,source\n${events.join('\n')}\n`,
  });
  await file.run(`UPDATE account SET handle = key || chr(0) || '<i>' WHERE account_id % 2 = 0`);
  for (const layer of ['url', 'hashtag']) await runCoordination(file, { layer, windowSeconds: 120 });
  return file;
}

describe.each([false, true])('hostile names, texts, files and events (revealed: %s)', (reveal) => {
  test('do no harm in the report, its charts and its tables', async () => {
    const file = await caseLike(hostileCase);
    openNaming(file.path, false);
    const { document, html, tables } = await reportOf(file, { reveal, title: HOSTILE.join(' ') });
    expect(document.querySelectorAll('img, script, svg svg svg')).toHaveLength(0);
    const ours = new Set(
      'html head meta title style body header nav main section footer h1 h2 h3 h4 p a ul ol li dl dt dd table caption thead tbody tr th td div span code small strong em b i sup sub abbr time figure figcaption details summary br hr pre bdi mark'.split(
        ' ',
      ),
    );
    const svg = new Set(
      'svg g path rect circle line text tspan title desc defs clippath lineargradient stop marker polygon polyline ellipse use style'.split(
        ' ',
      ),
    );
    const isOurs = (element: Element): boolean => (element.closest('svg') === null ? ours : svg).has(element.tagName.toLowerCase());
    expect([...document.querySelectorAll('*')].filter((element) => !isOurs(element)).map(({ tagName }) => tagName)).toEqual([]);
    expect(html).not.toMatch(/[^\P{Cc}\t\n\r]/u);
    expect(html).not.toMatch(/\p{Cf}/u);
    expect(
      new Set([...document.querySelectorAll('style')].map((style) => (style.closest('svg') === null ? 'page' : 'chart'))).size,
    ).toBeLessThanOrEqual(2);
    for (const [name, text] of Object.entries(tables))
      expect(
        fieldsOf(text).filter((field) => !/^-?\d/.test(field) && /^\s*[=+\-@＝]/.test(field)),
        name,
      ).toEqual([]);
  });

  test('are plain text in graph files, which are well-formed, and in JSON', async () => {
    const file = await caseLike(hostileCase);
    openNaming(file.path, false);
    const naming = openNaming(file.path, reveal);
    const [finding] = await listFindings(file);
    if (finding === undefined) throw new Error('no finding');
    const table = tableOf(analysisById('coordination'), 'edges');
    const read = async (ending: string): Promise<string> => {
      const path = join(testFolder(), `edges${ending}`);
      await exportFindingTable(file, finding, table, path, naming);
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    };
    const { window } = new JSDOM('');
    const allowed = new Set(
      'graphml key desc graph node edge data gexf meta creator description attributes attribute nodes edges attvalues attvalue'.split(' '),
    );
    for (const ending of ['.graphml', '.gexf']) {
      const text = await read(ending);
      const document = new window.DOMParser().parseFromString(text, 'application/xml');
      expect(document.querySelector('parsererror')?.textContent).toBeUndefined();
      for (const element of document.querySelectorAll('*')) expect(allowed.has(element.localName), element.localName).toBe(true);
      expect(document.querySelectorAll('node')).toHaveLength(HOSTILE.length);
      expect(text).not.toMatch(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
      const labels = [...document.querySelectorAll('node')].map(
        (node) => node.getAttribute('label') ?? node.querySelector('data')?.textContent,
      );
      if (reveal) expect(labels).toContain('</script><script>alert(1)</script>');
      else for (const label of labels) expect(label).toMatch(/^acct-[a-z2-7]{13}$/);
    }
    const { rows } = JSON.parse(await read('.json')) as { rows: Record<string, string>[] };
    if (reveal) expect(new Set(rows.flatMap((row) => [row['accountA'], row['accountB']]))).toEqual(new Set(HOSTILE));
    else expect(JSON.stringify(rows)).not.toMatch(/alert|cmd|evil/);
  });
});

/** The fields of a CSV text. */
function fieldsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^,\n"]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
