import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CALLERS } from "#e2e/api/tenant-table/callers.ts";
import type { TableRow } from "#e2e/api/tenant-table/row.ts";

const FILE = join(import.meta.dirname, "..", "tenant-table.txt");

const HEADER = `# What each caller is answered, and which audit events a success leaves, for every operation of the API. The requests are valid and name things of
# the workspace "ours": key = a live key of its owner with every scope, stranger = the owner of another workspace.
# Made and checked by tenant-table.test.ts. Write it again with
#   UPDATE_TABLE=1 npm test -- --only vitest tenant-table
# and review the diff.`;

/** A row as it is written: callers that get the same answer are on one line. */
export function formatRow(operation: string, { answers, events }: TableRow): string {
  const byAnswer = Map.groupBy(Object.keys(CALLERS), (caller) => answers[caller]!);
  const lines = [...byAnswer].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    operation,
    ...lines.map(([answer, callers]) => `  ${answer}: ${callers.join(" · ")}`),
    ...(operation.startsWith("GET ") ? [] : [`  audit events: ${events}`]),
  ].join("\n");
}

/** The committed rows, by operation. */
export function readTable(): Map<string, string> {
  const blocks = readFileSync(FILE, "utf8").split("\n\n").slice(1);
  return new Map(blocks.map((block) => [block.split("\n", 1)[0]!, block.trimEnd()]));
}

export function writeTable(rows: Map<string, string>): void {
  const sorted = [...rows].sort(([a], [b]) => (pathFirst(a) < pathFirst(b) ? -1 : 1));
  writeFileSync(FILE, `${[HEADER, ...sorted.map(([, row]) => row)].join("\n\n")}\n`);
}

const pathFirst = (operation: string) => operation.split(" ").reverse().join(" ");
