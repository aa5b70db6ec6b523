import type { Kind } from "#e2e/cluster/faults.ts";
import type { RevocationResult, Store, TrialResult } from "#e2e/cluster/results.ts";

export const TITLES: Record<Store, string> = {
  postgresql: "Three instances that count in PostgreSQL",
  redis: "Three instances that count in Redis",
  "redis-cluster": "Three instances that count in a Redis Cluster",
  sentinels: "Three instances that count in a Redis with Sentinels",
};

const LIMITS: Record<Kind, string> = {
  of60: "60",
  of3000: "3,000",
  quota: "1,000 a month",
  sliding: "60 a second",
};

const HEAD = [
  "| fault | trials × limit | accepted − limit | rows − limit | 503s | no answer | slowest answer | violations |",
  "|---|---|---|---|---|---|---|---|",
];

const number = (value: number) => value.toLocaleString("en").replace("-", "−");

function range(values: number[]): string {
  if (values.length === 0) return "";
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? number(least) : `${number(least)} … ${number(most)}`;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

function line(fault: string, results: TrialResult[]): string {
  const trials = results.flatMap(({ figures }) => figures ?? []);
  const kinds = Map.groupBy(results, ({ kind }) => kind);
  const cells = [
    fault,
    [...kinds].map(([kind, of]) => `${of.length} × ${LIMITS[kind]}`).join(", "),
    range(trials.map(({ acceptedMinusLimit }) => acceptedMinusLimit)),
    range(trials.map(({ rowsMinusLimit }) => rowsMinusLimit)),
    number(sum(trials.map(({ unavailable }) => unavailable))),
    number(sum(trials.map(({ unanswered }) => unanswered))),
    `${(Math.max(0, ...trials.map(({ slowestMs }) => slowestMs)) / 1000).toFixed(1)} s`,
    number(sum(results.map(({ violations }) => violations.length))),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The trials as a table in Markdown, with a line for each fault. */
export function table(trials: TrialResult[]): string {
  const faults = Map.groupBy(trials, ({ fault }) => fault);
  return [...HEAD, ...[...faults].map(([fault, of]) => line(fault, of))].join("\n");
}

/** What all revocations showed, in a sentence. */
export function revocationsInWords(revocations: RevocationResult[]): string {
  const total = (value: (one: RevocationResult) => number) => number(sum(revocations.map(value)));
  const after = total((one) => one.after);
  return (
    `${number(revocations.length)} keys revoked; ${total((one) => one.close)} requests began within 50 ms of the answer, ` +
    `${after} of them after it; ${total(({ violations }) => violations.length)} violations`
  );
}
