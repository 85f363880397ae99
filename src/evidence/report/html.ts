const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Tables with this many columns are set smaller. */
const MANY_COLUMNS = 6;

/** Markup that is safe to put into a document. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template may hold: texts are escaped, markup stands as it is, lists are joined, null is nothing. */
export type HtmlPart = Html | string | number | null | readonly HtmlPart[];

/** Markup from a template; whatever is put into it is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.reduce((text, next, index) => text + markupOf(parts[index - 1] as HtmlPart) + next));
}

/** A text with the signs of markup escaped, for content and attributes alike. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] as string).replaceAll('\u0000', '\ufffd');
}

function markupOf(part: HtmlPart): string {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return part.map(markupOf).join('');
}

/** A declared text whose `code` is set as such. */
export function codedHtml(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** One column of a printed table. */
export interface TableColumn {
  readonly head: string;
  /** Unit, in small type under the head. */
  readonly unit?: string;
  /** Numbers stand right-aligned. */
  readonly isNumber?: boolean;
}

/** A table with caption and headed columns; its first column heads the rows. It scrolls sideways where the page is narrow. */
export function tableHtml(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly HtmlPart[])[],
  note: HtmlPart = null,
): Html {
  const heads = columns.map(
    ({ head, unit, isNumber }) =>
      html`<th scope="col"${kind(isNumber)}>${head}${unit === undefined ? null : html` <span class="unit">${unit}</span>`}</th>`,
  );
  const body = rows.map((row) => html`<tr>${row.map((cell, index) => cellHtml(cell, index, columns[index]?.isNumber))}</tr>\n`);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table${columns.length >= MANY_COLUMNS ? html` class="dense"` : null}><caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody></table></div>${note === null ? null : html`<p class="note">${note}</p>`}`;
}

function cellHtml(cell: HtmlPart, index: number, isNumber: boolean | undefined): Html {
  return index === 0 ? html`<th scope="row"${kind(isNumber)}>${cell}</th>` : html`<td${kind(isNumber)}>${cell}</td>`;
}

function kind(isNumber: boolean | undefined): Html | null {
  return isNumber === true ? html` class="number"` : null;
}

/** A picture in its wide and its narrow form, with its caption and, folded, its table and what it cannot show. */
export function figureHtml(figure: {
  readonly wide: Html;
  readonly narrow: Html;
  readonly caption: HtmlPart;
  readonly table: Html;
  readonly limits: readonly string[];
}): Html {
  return html`<figure>
<div class="wide">${figure.wide}</div>
<div class="narrow">${figure.narrow}</div>
<figcaption>${figure.caption}</figcaption>
<details><summary>The figure as a table</summary>
${figure.table}
</details>
<details class="cannot"><summary>What this cannot show</summary><ul>${figure.limits.map((limit) => html`<li>${codedHtml(limit)}</li>`)}</ul></details>
</figure>
`;
}
