import { withoutEntities } from '../kernels/text/html-entities.js';

const BREAKS = /<br\s*\/?>/gi;
const PARAGRAPHS = /<\/p>\s*<p[^>]*>/gi;
const TAGS = /<\/?[a-z!][^>]*>/gi;

/** The text of a piece of HTML as a reader sees it: lines and paragraphs kept, tags gone, entities resolved. */
export function htmlText(html: string): string {
  return withoutEntities(html.replace(PARAGRAPHS, '\n\n').replace(BREAKS, '\n').replace(TAGS, '')).trim();
}

/** Links of a piece of HTML that lead neither to an account nor to a tag. */
export function htmlLinks(html: string): string[] {
  return [...html.matchAll(/<a\s([^>]*)>/gi)].flatMap(([, attributes = '']) => {
    if (/\bclass="[^"]*\b(?:mention|hashtag)\b[^"]*"/i.test(attributes)) return [];
    const [, link] = attributes.match(/\bhref="(https?:[^"]*)"/i) ?? [];
    return link === undefined ? [] : [withoutEntities(link)];
  });
}
