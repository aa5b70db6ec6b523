import { cpus, loadavg } from "node:os";
import { pinned } from "./pinning.ts";
import { ROUNDS, SECONDS } from "./settings.ts";

/** One line of the report. */
export interface Row {
  what: string;
  measured: string;
  target: string;
}

const [others = 0] = loadavg();
const BUSY = 0.5;

export const say = (line: string) => console.error(line);

/** A number as a reader wants it: three digits, or all before the point. */
export const show = (value: number) =>
  value.toLocaleString("en", value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** The report in Markdown, with the machine that it is about and the way in which it was measured. */
export function report(rows: Row[]): string {
  const machine = `${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, Node ${process.versions.node}. Keys and a row a request in SQLite (WAL, synchronous=NORMAL), for the peers too; 1,000 keys unless said.`;
  const cores = pinned
    ? "The server has core 0 for itself, wrk core 1."
    : "Server and wrk share all cores: nothing is pinned.";
  const noise =
    others > BUSY
      ? [`**Other work was going on: the load average at the start was ${others.toFixed(1)}.**`]
      : [];
  const turns = `What is compared takes turns (${ROUNDS} rounds of ${SECONDS} s), while everything else stands still; a ratio is taken within a round; medians.`;
  const head = ["| what | measured | wanted |", "|---|---|---|"];
  const figures = rows.map(({ what, measured, target }) => `| ${what} | ${measured} | ${target} |`);
  return [machine, cores, turns, ...noise, "", ...head, ...figures].join("\n");
}
