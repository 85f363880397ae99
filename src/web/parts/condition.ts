/** The condition that a column holds exactly this text, in the grammar of `where`. */
export function textCondition(column: string, text: string): string {
  return `${column} = "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
