import { readdirSync, readFileSync } from "node:fs";
import type { Known } from "#e2e/fuzz/known.ts";
import type { OwnServer } from "#e2e/test-server.ts";
import type { Customer } from "./customers.ts";

/** The server under attack. */
export interface Target {
  server: OwnServer;
  known: Known;
  customers: Customer[];
}

/** What the attackers of one row saw. */
export class Tally {
  sent = 0;
  readonly statuses = new Map<number, number>();
  /** Answers of 5xx, except for 503 with Retry-After: that is how a flood is turned away. */
  failures = 0;
  /** What is wrong, in words. */
  readonly wrong: string[] = [];

  add(status: number, retryAfter: string | null | undefined): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status >= 500 && !(status === 503 && retryAfter)) this.failures += 1;
  }
}

/** One attack, which ends soon after `until` is aborted. */
export interface Attack {
  name: string;
  run: (target: Target, until: AbortSignal, tally: Tally) => Promise<void>;
}

const pidOf = ({ server }: Target) => server.process.pid!;

/** Whether the process still runs. */
export const lives = ({ server }: Target) => server.process.exitCode === null && !server.process.signalCode;

/** The server's resident memory; 0 if it has just ended. */
export function residentMb(target: Target): number {
  const status = readFileSync(`/proc/${pidOf(target)}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

/** How many descriptors the server has open. */
export const openDescriptors = (target: Target) => readdirSync(`/proc/${pidOf(target)}/fd`).length;

/** How many requests to pages are in progress or waiting, according to the server's metrics. NaN if it doesn't tell. */
export async function takenSlots({ server }: Target): Promise<number> {
  const text = await (await fetch(`${server.gateUrl}/metrics`)).text();
  const counts = [...text.matchAll(/^latchkey_page_requests\{state="\w+"\} (\d+)$/gm)];
  if (counts.length === 0) return Number.NaN;
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}
