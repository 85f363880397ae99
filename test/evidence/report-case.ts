import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterEach, expect } from 'vitest';
import { type ReportOptions, writeReport } from '../../src/evidence/report/write-report.js';
import { analysisById, type CaseFile, importFiles, runAnalysis } from '../../src/index.js';
import { quiet } from '../analyses/test-case.js';
import { copyOfCase, emptyCase } from '../copied-case.js';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

export const NOW = new Date('2024-05-01T10:00:00Z');

/** A folder that lives as long as the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-report-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A case from the texts of some tables, closed after the test. */
export async function caseOfTexts(texts: Readonly<Record<string, string>>): Promise<CaseFile> {
  const folder = testFolder();
  const paths = Object.entries(texts).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const file = await emptyCase(folder);
  cleanups.unshift(() => file.close());
  if (paths.length > 0) await importFiles(file, paths, {}, quiet);
  return file;
}

/** A copy of the case that `make` made the first time, closed after the test. */
export async function caseLike(make: () => Promise<CaseFile>): Promise<CaseFile> {
  const file = await copyOfCase(make, testFolder());
  cleanups.unshift(() => file.close());
  return file;
}

/** Runs the co-share network with few shuffled worlds and seeds, which is enough for what a report shows. */
export async function runCoordination(file: CaseFile, parameters: Record<string, unknown>): Promise<void> {
  await runAnalysis(file, analysisById('coordination'), { permutations: 20, seeds: 2, ...parameters }, {}, quiet);
}

const QUESTIONS = [
  'Who speaks?',
  'What is said, in unison or not?',
  'Who echoes it?',
  'Who answers?',
  'What falls silent?',
  'Other findings',
];

/** The section of a finding. */
export function findingOf(document: Document, findingId: number): HTMLElement {
  return document.querySelector(`#finding-${findingId}`)?.parentElement as HTMLElement;
}

/** The text of an element with spaces of every kind as one. */
export function plain(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ');
}

/** What a report consists of, and the checks that every report must pass. */
export interface TestReport {
  readonly html: string;
  readonly document: Document;
  /** Texts of the tables by file name. */
  readonly tables: Readonly<Record<string, string>>;
  /** All that was written, as one text. */
  readonly everything: string;
}

/** Writes a report and checks its structure. */
export async function reportOf(
  file: CaseFile,
  options: Partial<ReportOptions> = {},
  folder = join(testFolder(), 'out'),
): Promise<TestReport> {
  const written = await writeReport(file, folder, { reveal: false, now: NOW, ...options }, quiet);
  const html = readFileSync(written.reportPath, 'utf8');
  const names = readdirSync(folder).sort();
  expect(names).toEqual([...written.tables.map((table) => `${table.name}.csv`), 'report.html'].sort());
  const tables = Object.fromEntries(written.tables.map((table) => [`${table.name}.csv`, readFileSync(table.path, 'utf8')]));
  const { document } = new JSDOM(html).window;
  checkStructure(html, document);
  return { html, document, tables, everything: [html, ...Object.values(tables)].join('\n') };
}

/** Structure that holds for every report: self-contained, without script, headings in order, figures with tables. */
export function checkStructure(html: string, document: Document): void {
  const all = [...document.querySelectorAll('*')];
  expect(
    document.querySelectorAll('script, link, iframe, object, embed, img, base, form, audio, video, foreignObject, animate, set'),
  ).toHaveLength(0);
  const attributes = all.flatMap((element) => [...element.attributes].map(({ name, value }) => ({ tag: element.tagName, name, value })));
  const isLink = (name: string): boolean => name === 'href' || name === 'src' || name.endsWith(':href');
  expect(attributes.filter(({ name }) => name.startsWith('on'))).toEqual([]);
  expect(attributes.filter(({ name, value }) => isLink(name) && !/^#[a-z0-9-]+$/.test(value))).toEqual([]);
  expect(attributes.filter(({ value }) => /url\(|javascript:|@import/i.test(value))).toEqual([]);
  expect([...document.querySelectorAll('style')].map((style) => style.textContent).join('')).not.toMatch(/url\(|@import/);
  expect(document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content')).toBe(
    `default-src 'none'; style-src 'unsafe-inline'; img-src data:`,
  );
  const ids = all.map((element) => element.id).filter((id) => id !== '');
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href')?.slice(1) ?? '');
  expect(links.filter((link) => !ids.includes(link))).toEqual([]);
  checkHeadings(document);
  checkFigures(document);
  expect(html).not.toMatch(/undefined|NaN|\[object|Infinity|Invalid Date/);
}

function checkHeadings(document: Document): void {
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName.slice(1)));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  for (let i = 1; i < levels.length; i++) expect((levels[i] as number) - (levels[i - 1] as number)).toBeLessThanOrEqual(1);
  const sections = [...document.querySelectorAll('main > section > h2')].map((heading) => heading.textContent);
  expect(sections.slice(0, 3)).toEqual(['Summary', 'What is in the case', 'Timeline']);
  expect(sections.slice(-2)).toEqual(['Parameters', 'What this cannot show']);
  const between = sections.slice(3, -2).filter((title) => !['What was seen when', 'What others stated', 'Notes'].includes(title ?? ''));
  expect(QUESTIONS.filter((title) => between.includes(title))).toEqual(between);
  const findings = [...document.querySelectorAll('main h3.finding')];
  for (const heading of findings) {
    expect(plain(heading)).toMatch(/^Finding \d+: /);
    expect(document.querySelector(`nav a[href="#${heading.id}"]`)).not.toBeNull();
    expect(document.querySelector(`#summary`)?.parentElement?.querySelector(`a[href="#${heading.id}"]`)).not.toBeNull();
  }
  for (const tag of ['header', 'nav', 'main', 'footer']) expect(document.querySelectorAll(tag)).toHaveLength(1);
}

function checkFigures(document: Document): void {
  for (const figure of document.querySelectorAll('figure')) {
    expect(figure.querySelector('figcaption')?.textContent?.length ?? 0).toBeGreaterThanOrEqual(20);
    expect(figure.querySelectorAll('details table').length).toBeGreaterThanOrEqual(1);
    expect(figure.querySelectorAll('details.cannot li').length).toBeGreaterThanOrEqual(1);
    expect(figure.querySelectorAll(':scope > div > svg[role=img][aria-label]')).toHaveLength(2);
    for (const svg of figure.querySelectorAll('svg[role=img]')) {
      expect(svg.getAttribute('viewBox')).toMatch(/^0 0 \d+(\.\d+)? \d+(\.\d+)?$/);
      expect(Number(svg.getAttribute('width'))).toBeLessThanOrEqual(720);
    }
  }
  for (const table of document.querySelectorAll('table')) {
    expect(table.caption?.textContent).toBeTruthy();
    const scopes = [...table.querySelectorAll('th')].map((cell) => cell.getAttribute('scope') ?? '');
    expect(scopes.filter((scope) => !/^(row|col)$/.test(scope))).toEqual([]);
  }
}
