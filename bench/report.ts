import { cpus, loadavg } from "node:os";
import { median } from "./median.ts";
import { pinned } from "./pinning.ts";
import { BASELINE, QUICK, ROUNDS, SECONDS, SUSTAINED_SECONDS } from "./settings.ts";

/** The target of a figure, for its value or for its ratio to the baseline. */
export interface Wanted {
  atLeast?: number;
  atMost?: number;
  ratio?: true;
}

/** One line of the report, with a value per round for the current version and, if compared, for the baseline. */
export interface Figure {
  /** The name for `--only`. */
  part: string;
  what: string;
  unit: string;
  now: number[];
  baseline?: number[] | undefined;
  notes?: string | undefined;
  wanted?: Wanted | undefined;
  failed?: number | undefined;
  /** The values are differences, which can be about 0, so their ratio says nothing. */
  difference?: true;
}

const [others = 0] = loadavg();
const BUSY = 0.5;

export const say = (line: string) => console.error(line);

/** Formats a number with three significant digits, or as an integer if it is larger. */
export const show = (value: number) =>
  value.toLocaleString("en", value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });

/** The median, with the lowest and the highest round. */
function spread(values: number[], unit = ""): string {
  if (values.length === 0 || values.some(Number.isNaN)) return "–";
  const range = values.length > 1 ? ` (${show(Math.min(...values))}–${show(Math.max(...values))})` : "";
  return `${show(median(values))}${unit && ` ${unit}`}${range}`;
}

/** Compares round by round if both versions took turns. */
function ratios({ now, baseline = [], difference }: Figure): number[] {
  if (difference || now.length !== baseline.length) return [];
  return now.map((value, i) => (value === 0 && baseline[i] === 0 ? 1 : value / baseline[i]!));
}

/** The target, and whether it was reached. */
function judge(figure: Figure): string {
  const { wanted } = figure;
  if (!wanted) return "";
  const values = wanted.ratio ? ratios(figure) : figure.now;
  const bound = wanted.atLeast ?? wanted.atMost!;
  const text = `${wanted.atLeast === undefined ? "≤" : "≥"} ${show(bound)} ${wanted.ratio ? "× baseline" : figure.unit}`;
  if (values.length === 0 || values.some(Number.isNaN)) return text;
  const value = median(values);
  const reached = wanted.atLeast === undefined ? value <= bound : value >= bound;
  return `${text.trim()} ${reached ? "✓" : "✗"}`;
}

function line(figure: Figure): string {
  const { part, what, unit, now, baseline = [], notes, failed } = figure;
  const remarks = [notes, failed ? `**${failed} failed**` : undefined].filter(Boolean).join("; ");
  const cells = [
    `\`${part}\``,
    remarks ? `${what} (${remarks})` : what,
    spread(now, unit),
    spread(baseline, unit),
    spread(ratios(figure)),
    judge(figure),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The report in Markdown, with the machine and the settings of the run. */
export function report(figures: Figure[]): string {
  const machine = `${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`;
  const cores = pinned
    ? "The server runs on core 0, wrk and PostgreSQL on core 1."
    : "Nothing is pinned: server, wrk and PostgreSQL share all cores.";
  const turns = `Compared servers take turns: ${ROUNDS} rounds of ${SECONDS} s after a lead-in, ${SUSTAINED_SECONDS} s for the sustained load. Medians, with the lowest and the highest round.`;
  const quick = QUICK
    ? ["**A smoke run over small databases: its figures say only that the bench works.**"]
    : [];
  const noise =
    others > BUSY
      ? [`**Other work was going on: the load average at the start was ${others.toFixed(1)}.**`]
      : [];
  const head = [
    `| --only | what | now | ${BASELINE ?? "baseline"} | ratio | wanted |`,
    "|---|---|---|---|---|---|",
  ];
  return [machine, cores, turns, ...quick, ...noise, "", ...head, ...figures.map(line)].join("\n");
}
