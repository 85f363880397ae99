/** A table cell, quoted where it must be. */
export function csvCell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Month/day/year hour:minute, as the troll archive has it, UTC. */
export function usMinute(at: number): string {
  const date = new Date(at);
  const minute = String(date.getUTCMinutes()).padStart(2, '0');
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${date.getUTCHours()}:${minute}`;
}
