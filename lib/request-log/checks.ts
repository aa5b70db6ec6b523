/** One check of the gate: a line of the answer to "why was this refused?". */
export interface Check {
  check: string;
  outcome: "passed" | "failed";
  detail: string;
}

/**
 * The checks of a request in the order made, as the request log keeps them: names and details in turn, and a `!` before the
 * name of what failed. With an object for each they were the dearest part of a row.
 */
export type Checks = string[];

export function notePassed(checks: Checks, check: string, detail: string): void {
  checks.push(check, detail);
}

export function noteFailed(checks: Checks, check: string, detail: string): void {
  checks.push(`!${check}`, detail);
}

export function readChecks(checks: Checks): Check[] {
  const read: Check[] = [];
  for (let i = 0; i < checks.length; i += 2) {
    const name = checks[i]!;
    const failed = name.startsWith("!");
    const detail = checks[i + 1]!;
    read.push({ check: failed ? name.slice(1) : name, outcome: failed ? "failed" : "passed", detail });
  }
  return read;
}
