/** What each format says of the zone of its times, in words. */
const ZONES: Readonly<Record<string, string>> = {
  'share-table': 'UTC, as seconds since 1970 are',
  'toolkit-table': 'UTC, as seconds since 1970 are',
  'telegram-desktop': 'UTC, as seconds since 1970 are',
  'troll-archive': 'UTC by the format; the values name none',
  'takedown-users': 'UTC by the format; the values name none',
  'takedown-tweets': 'UTC by the format; the values name none',
  'crowdtangle-facebook': 'as each value names it by an abbreviation; UTC where it names none',
  'crowdtangle-instagram': 'as each value names it by an abbreviation; UTC where it names none',
  'weibo-comments': 'as each value names it; China Standard Time (UTC+8) where it names none',
  'weibo-crawler': 'as each value names it; China Standard Time (UTC+8) where it names none',
  'weibo-json-lines': 'as each value names it; China Standard Time (UTC+8) where it names none',
  'weibo-spider': 'as each value names it; China Standard Time (UTC+8) where it names none',
  weiboscope: 'as each value names it; China Standard Time (UTC+8) where it names none',
};

/** Where the zone of a source's times comes from, in words. */
export function statedZone(format: string, mapping: string | null): string {
  if (mapping !== null) return `as the mapping says (named under "read as"; digest ${mapping}); the case keeps times in UTC`;
  return ZONES[format] ?? 'as each value names it; UTC where it names none';
}
