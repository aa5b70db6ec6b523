import type { Figures } from "#e2e/cluster/judge.ts";

/** The trials of one fault. */
export interface Row {
  fault: string;
  trials: Figures[];
}

const HEAD = [
  "| fault | trials × limit | accepted − limit | rows − limit | 503s | no answer | slowest answer |",
  "|---|---|---|---|---|---|---|",
];

const number = (value: number) => value.toLocaleString("en").replace("-", "−");

function range(values: number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? number(least) : `${number(least)} … ${number(most)}`;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

function line({ fault, trials }: Row): string {
  const limits = Map.groupBy(trials, ({ limit }) => limit);
  const cells = [
    fault,
    [...limits].map(([limit, of]) => `${of.length} × ${number(limit)}`).join(", "),
    range(trials.map(({ acceptedMinusLimit }) => acceptedMinusLimit)),
    range(trials.map(({ rowsMinusLimit }) => rowsMinusLimit)),
    number(sum(trials.map(({ unavailable }) => unavailable))),
    number(sum(trials.map(({ unanswered }) => unanswered))),
    `${(Math.max(...trials.map(({ slowestMs }) => slowestMs)) / 1000).toFixed(1)} s`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The trials as a table in Markdown. */
export function table(rows: Row[]): string {
  const all = rows.filter(({ trials }) => trials.length > 0);
  return [...HEAD, ...all.map(line)].join("\n");
}
