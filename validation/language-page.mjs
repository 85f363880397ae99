// docs/language.md from the figures.

import { wilson } from '../dist/kernels/statistics/proportion.js';
import { comparedLanguage } from '../dist/kernels/text/language-names.js';
import { reliability } from './language-calibration.mjs';

const LEAST_POSTS = 100;
const LEVEL = 0.5;
const DEAREST_PAIRS = 12;

const count = (value) => Math.round(value).toLocaleString('en');
const percent = (share) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
const interval = ({ share, low, high }) => (share === null ? '–' : `${percent(share)} (${percent(low)}–${percent(high)})`);
const sum = (rows) => rows.reduce((total, { postCount }) => total + postCount, 0);

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function languagePage({ texts, calibration, agreement, others, speeds }) {
  return `# Language of posts

Written by \`npm run build && node validation/language.mjs\`; do not edit.

\`npx antiphon enrich CASE language\` finds the language of every post that has a text and whose source states none, and keeps it beside the
post: language (BCP 47), confidence (0–1) and method. Neither the text nor what the source states is touched. A second time finds only
what is new; other rules, another detector or another level find all anew. \`--all\` also looks at posts whose source states a language, and
prints both against each other.

## How it is decided

1. Links, addresses, names (\`@…\`), \`RT\`, HTML entities, emoji and digits are left out; hashtags are the words that they are made of
   (\`#MakeItRain\`: Make It Rain); compatibility forms of letters are plain letters (NFKC). Of long texts, the first 4,000 UTF-16 units count.
   Where no letter is left, the language is unknown (NULL).
2. The script with most letters decides (a Han character counts for three, Kana and Hangul for two). Han with at least a tenth of Kana is
   Japanese (\`ja\`), Han alone Chinese; characters of Japan's own simplification without Kana are Japanese, less surely. Hangul is Korean; Thai,
   Greek, Hebrew, Armenian, Georgian, Khmer, Lao, Burmese, Tibetan, Ethiopic and the scripts of India but Devanagari have one main
   language each.
3. Of Cyrillic and Arabic letters, some belong to few languages: they name Kazakh, Kyrgyz, Tatar, Bashkir, Mongolian, Tajik, Uzbek,
   Chuvash, Ossetian, Sakha and Macedonian, Uyghur, Pashto and Sindhi, which the detector does not know, and rule out the others that lack them.
4. All else is said by [eld](https://github.com/nitotm/efficient-language-detector-js) 2.1.0 with its large set, among the languages of the script.

\`zh\` is Chinese in either script, Cantonese included; \`no\` both forms of Norwegian; \`ms\` is the wider Malay, of which Indonesian is a form:
the detector cannot tell them apart. \`hr\` is what it says of Bosnian and of Serbian in Latin letters.

## Confidence

The probability that a reader would say the same. Of the detector it is fitted: a logistic of log(1 + margin before the next language) ×
log(letters), the fit of the likeliest language, and the log odds of the main script, then a rising line through knots (pool adjacent
violators), on one half of the accounts of \`ira-2016-autumn\`; coefficients: ${coefficients(calibration)}. The table is the other
half. Texts count once; labels that the letters of their text contradict are left out.

${reliabilityTable(texts, 'detector')}

Of scripts it is an estimate, not a fit: how far the script belongs to one language, lowered for very few letters and for other scripts beside
it. On the same half:

${reliabilityTable(texts, 'script')}

Below the level (\`--level\`, default ${LEVEL}) the language is NULL and the confidence of what would have been said is kept.
The labels are another program's and mostly English and Russian; wrong labels lower every row, and a case with other languages has other odds.

## Agreement

${agreementText(texts, agreement)}

Data of one language each, at the default level:

${table(
  ['data', 'language', 'posts with text', 'found so, of those with a language found', 'unknown'],
  others.map(({ name, language, textCount, languages }) => {
    const right = sum(languages.filter((row) => row.language === language));
    const unknown = sum(languages.filter((row) => row.language === null));
    return [`\`${name}\``, language, count(textCount), interval(wilson(right, textCount - unknown)), count(unknown)];
  }),
)}

## Speed and memory

The ${count(speeds[0].wantedCount)} posts with text of \`ira-2016-autumn\`, ${count(speeds[0].wantedTextCount)} different texts, with reading and storing, on a machine of two
cores that may have had other work. The result does not depend on the number of threads.

${table(
  ['threads', 'seconds', 'processor seconds', 'different texts a second', '… a processor second', 'most memory'],
  speeds.map(({ threads, wantedTextCount, seconds, cpuSeconds, peakBytes }) => [
    threads,
    seconds.toFixed(1),
    cpuSeconds.toFixed(1),
    count(wantedTextCount / seconds),
    count(wantedTextCount / cpuSeconds),
    peakBytes === null ? '–' : `${count(peakBytes / 1e6)} MB`,
  ]),
)}

The detector's set takes most of it, once a thread; beside it, memory grows by 15 bytes a different text.

## What it cannot say

- Texts of a few words, of names alone, or of several languages: the confidence is low, or the likeliest of them is named.
- Languages that neither scripts nor the detector know (Nepali, Swahili, Uzbek in Latin letters, Galician …) come out as the most similar one,
  mostly with little confidence.
- Transliteration: Russian in Latin letters is taken for a language of Latin letters.
`;
}

function coefficients({ constant, evidence, fit, share }) {
  return `constant ${constant}, margin and letters ${evidence}, fit ${fit}, script ${share}`;
}

function reliabilityTable(texts, decidedBy) {
  return table(
    ['said', 'texts', 'mean confidence', 'agree (95 %)'],
    reliability(texts, decidedBy)
      .filter(({ trials }) => trials > 0)
      .map((row) => [`${row.from.toFixed(1)}–${row.to.toFixed(1)}`, count(row.trials), row.said.toFixed(2), interval(row)]),
  );
}

const isSame = ({ stated, found }) => found !== null && comparedLanguage(stated) === comparedLanguage(found);

function agreementText(texts, pairs) {
  const decided = pairs.filter(({ found }) => found !== null);
  const byStated = grouped(pairs);
  const rows = [...byStated]
    .map(([stated, own]) => ({ stated, own, postCount: sum(own) }))
    .filter(({ postCount }) => postCount >= LEAST_POSTS)
    .sort((a, b) => b.postCount - a.postCount)
    .map(({ stated, own, postCount }) => {
      const found = own.filter((pair) => pair.found !== null);
      const [other] = found.filter((pair) => !isSame(pair)).sort((a, b) => b.postCount - a.postCount);
      return [
        stated,
        count(postCount),
        count(postCount - sum(found)),
        interval(wilson(sum(found.filter(isSame)), sum(found))),
        other === undefined ? '' : `${other.found} (${count(other.postCount)})`,
      ];
    });
  const labelled = texts.filter(({ label }) => label !== null);
  const contradicted = labelled.filter(({ isContradicted }) => isContradicted);
  const sound = labelled.filter((text) => !text.isContradicted && text.language !== null && text.confidence >= LEVEL);
  const examples = [...grouped(contradicted.map((text) => ({ ...text, stated: text.label })))]
    .map(([label, own]) => [label, sum(own)])
    .sort((a, b) => b[1] - a[1])
    .slice(0, DEAREST_PAIRS)
    .map(([label, posts]) => `${label} ${count(posts)}`)
    .join(', ');
  return `\`ira-2016-autumn\` carries a language for ${count(sum(pairs))} posts with text, as another program said it in 2016–2018. At the default level
${count(sum(decided))} of them have a language found, and it is the stated one for ${interval(wilson(sum(decided.filter(isSame)), sum(decided)))}; of all,
${interval(wilson(sum(decided.filter(isSame)), sum(pairs)))}. Intervals are Wilson's and take posts for independent; those of one account are not.

The labels are not the truth. The letters of ${count(sum(contradicted))} posts contradict theirs: none is of the label's script, or some are that its alphabet lacks,
such as ы in "Ukrainian" (${examples}). Without those, agreement is ${interval(wilson(sum(sound.filter(({ agrees }) => agrees)), sum(sound)))}. Most of what is left between Russian and its
neighbours are short Russian texts whose letters all these languages have.

${table(['source', 'posts', 'unknown', 'agree, of those found', 'most often instead'], rows)}`;
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.stated, [...(groups.get(row.stated) ?? []), row]);
  return groups;
}
