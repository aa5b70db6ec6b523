import { cpus } from "node:os";

/** One line of the report. */
export interface Row {
  what: string;
  measured: string;
  target: string;
}

export const ROUNDS = 5;

export const say = (line: string) => console.error(line);

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** The report in Markdown, with the machine that it is about. */
export function report(rows: Row[]): string {
  const machine = `${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, Node ${process.versions.node}`;
  const lines = rows.map(({ what, measured, target }) => `| ${what} | ${measured} | ${target} |`);
  const method = `Medians of ${ROUNDS} rounds that take turns; SQLite.`;
  return [`${machine}. ${method}`, "", "| what | measured | target |", "|---|---|---|", ...lines].join("\n");
}
