import { redactStart } from "#lib/redact.ts";

/** One check of the gate. A request's checks show why it was refused. */
export interface Check {
  check: string;
  outcome: "passed" | "failed";
  detail: string;
}

/**
 * The checks of a request in the request log, in order: alternating names and details, with a `!` before the name of a
 * failed check. Objects would be the most expensive part of a row.
 */
export type Checks = string[];

export function notePassed(checks: Checks, check: string, detail: string): void {
  checks.push(check, detail);
}

const DETAIL_LENGTH = 300;

/** Notes a failed check. `detail` may quote the request, so it is redacted and cut. */
export function noteFailed(checks: Checks, check: string, detail: string): void {
  checks.push(`!${check}`, redactStart(detail, DETAIL_LENGTH));
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
