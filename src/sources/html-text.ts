const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' };
const BREAKS = /<br\s*\/?>/gi;
const PARAGRAPHS = /<\/p>\s*<p[^>]*>/gi;
const TAGS = /<\/?[a-z!][^>]*>/gi;

/** The text of a piece of HTML as a reader sees it: lines and paragraphs kept, tags gone, entities resolved. */
export function htmlText(html: string): string {
  return resolved(html.replace(PARAGRAPHS, '\n\n').replace(BREAKS, '\n').replace(TAGS, '')).trim();
}

function resolved(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** Links of a piece of HTML that lead neither to an account nor to a tag. */
export function htmlLinks(html: string): string[] {
  return [...html.matchAll(/<a\s([^>]*)>/gi)].flatMap(([, attributes = '']) => {
    if (/\bclass="[^"]*\b(?:mention|hashtag)\b[^"]*"/i.test(attributes)) return [];
    const [, link] = attributes.match(/\bhref="(https?:[^"]*)"/i) ?? [];
    return link === undefined ? [] : [resolved(link)];
  });
}
