import type { Cell } from '../../api/contract/tables.ts';
import type { LegendEntry } from '../../charts/chart-look.ts';

/** Lets the browser save some bytes under a name. */
export function saveAs(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Rows as CSV (RFC 4180), in UTF-8 with a mark so that spreadsheets see it; a text that a spreadsheet would run as a formula gets a `'` before it. */
export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [header, ...rows].map((cells) => cells.map(csvCell).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** As the files of the command line: a formula's sign, also in full width, after whatever a spreadsheet passes over. */
const FORMULA = /^[\s\p{Cf}\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\u2212]|^[\t\r\n]/u;

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export interface PictureParts {
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly ink: string;
  readonly paper: string;
  readonly muted: string;
}

const FONT = 'system-ui, "Helvetica Neue", "Noto Sans", "PingFang SC", "Noto Sans CJK SC", Arial, sans-serif';
const HEAD_HEIGHT = 34;
const LEGEND_HEIGHT = 22;

/** A drawing as a picture that stands alone: with its title, its legend and its paper. */
export function standaloneSvg(
  drawing: SVGSVGElement,
  { title, legend, ink, paper, muted }: PictureParts,
): { text: string; width: number; height: number } {
  const width = Number(drawing.getAttribute('width'));
  const top = HEAD_HEIGHT + (legend.length > 0 ? LEGEND_HEIGHT : 0);
  const height = Number(drawing.getAttribute('height')) + top;
  const svg = element('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': FONT,
    color: ink,
  });
  svg.append(
    element('rect', { width, height, fill: paper }),
    element('text', { x: 8, y: 22, 'font-size': 15, 'font-weight': 600, fill: ink }, title),
  );
  let x = 8;
  for (const { label, colour, opacity } of legend) {
    svg.append(element('rect', { x, y: HEAD_HEIGHT + 1, width: 10, height: 10, rx: 5, fill: colour, 'fill-opacity': opacity ?? 1 }));
    svg.append(element('text', { x: x + 15, y: HEAD_HEIGHT + 10, 'font-size': 12, fill: muted }, label));
    x += 34 + textWidth(label);
  }
  const inner = drawing.cloneNode(true) as SVGSVGElement;
  inner.setAttribute('y', String(top));
  inner.setAttribute('font-family', FONT);
  svg.append(inner);
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, text?: string): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) if (key !== 'xmlns') made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Wide signs count double. */
function textWidth(text: string): number {
  return [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e80 ? 12 : 6.6), 0);
}

/** A picture in points of twice its size. */
export async function pngOf(picture: { text: string; width: number; height: number }): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([picture.text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = picture.width * 2;
    canvas.height = picture.height * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A title as the name of a file. */
export function fileName(title: string): string {
  return (
    title
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .toLowerCase()
      .slice(0, 80) || 'antiphon'
  );
}
