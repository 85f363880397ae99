/**
 * Texts that a spreadsheet takes for a formula: after blanks, one of = + - @, their full-width forms or the minus sign; and whatever begins
 * with a tab or a line end, which some programs drop before they look.
 */
const FORMULA = String.raw`^(\s|[\x{00A0}\x{1680}\x{2000}-\x{200F}\x{2028}\x{2029}\x{202A}-\x{202F}\x{205F}-\x{2069}\x{3000}\x{FEFF}\x{00}-\x{1F}])*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\x{2212}]|^[\t\r\n]`;
const FORMULA_START = new RegExp(FORMULA.replace(/\\x\{([0-9A-F]+)\}/g, (_, code: string) => `\\u${code.padStart(4, '0')}`));

/** A text that a spreadsheet shows as it stands: what it would take for a formula gets an apostrophe in front. */
export function spreadsheetText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** SQL for `spreadsheetText`. */
export function spreadsheetSql(expression: string): string {
  return `CASE WHEN regexp_matches(${expression}, '${FORMULA}') THEN '''' || ${expression} ELSE ${expression} END`;
}

/** A line of comma-separated cells with its LF: quotes where they are needed, nothing where there is no value, U+FFFD for NUL. */
export function csvLine(cells: readonly (string | number | null)[], spreadsheetSafe: boolean): string {
  const cell = (value: string | number | null): string => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    const text = (spreadsheetSafe ? spreadsheetText(value) : value).replaceAll('\u0000', '\ufffd');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${cells.map(cell).join(',')}\n`;
}
