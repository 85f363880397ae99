/** JSON whose invalid escapes were mended. */
export interface MendedJson {
  readonly text: string;
  readonly mendedCount: number;
}

/** Turns `\xNN`, which some exports write for control characters and JSON does not know, into `\u00NN`; other escapes stay as they are. */
export function mendEscapes(text: string): MendedJson {
  let mendedCount = 0;
  const mended = text.replace(/\\(?:x([0-9A-Fa-f]{2})|[\s\S])/g, (found, digits: string | undefined) => {
    if (digits === undefined) return found;
    mendedCount++;
    return `\\u00${digits}`;
  });
  return { text: mended, mendedCount };
}
