/** A line of a CSV file (RFC 4180). */
export const lineOf = (cells: (string | number | null)[]) =>
  `${cells.map((cell) => (typeof cell === "number" ? cell : toCell(cell ?? ""))).join(",")}\r\n`;

/** A CSV cell. Text that a spreadsheet would run as a formula starts with an apostrophe. */
export function toCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return safe !== text || /[",\r\n]/.test(text) ? `"${safe.replaceAll('"', '""')}"` : text;
}
