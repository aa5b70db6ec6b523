import { expect } from "vitest";
import type { Engine } from "#e2e/unit/engine.ts";
import { rowAt } from "#e2e/unit/rows.ts";
import type { Decision, LimitState, Policy } from "#lib/limits/limiter.ts";
import { StoreLimitReader } from "#lib/limits/store-limit-reader.ts";
import type { LogEntry } from "#lib/request-log/request-log.ts";

let tenants = 0;

/** Creates policies and log entries for a new workspace with keys and a user. */
export function newTenant() {
  tenants += 1;
  const workspaceId = `ws_${tenants}`;
  const idOf = (name: string) => `${name}_${tenants}`;
  const key = (name: string, limit: number, windowSeconds = 60): Policy => ({
    name: "key",
    limit,
    windowSeconds,
    subject: { kind: "key", keyId: idOf(name), workspaceId },
  });
  const plan = (limit: number, windowSeconds = 60, environment = "live"): Policy => ({
    name: "plan",
    limit,
    windowSeconds,
    subject: { kind: "workspace", workspaceId, environment },
  });
  const quota = (limit: number, environment = "live"): Policy => ({
    name: "quota",
    limit,
    windowSeconds: "month",
    subject: { kind: "workspace", workspaceId, environment },
  });
  const user = (limit: number): Policy => ({
    name: "user",
    limit,
    windowSeconds: 60,
    subject: { kind: "user", userId: idOf("usr") },
  });
  const entry = (name: string, at: number, more: Partial<LogEntry> = {}) =>
    rowAt(at, { workspaceId, keyId: idOf(name), ...more });
  const ofUser = (at: number) => rowAt(at, { workspaceId, keyId: null, userId: idOf("usr") });
  return { key, plan, quota, user, entry, ofUser };
}

export const usedOf = (states: LimitState[]) => states.map(({ used }) => used);

/** Reads the used cost, and expects the same from the limiter and from the reader that other threads use. */
export async function readBoth({ limiter }: Engine, policies: Policy[]): Promise<number[]> {
  const used = usedOf(await limiter.read(policies));
  expect(usedOf(await new StoreLimitReader().read(policies))).toEqual(used);
  return used;
}

/** Makes `count` requests concurrently, and logs the accepted ones. */
export async function takeAndLog(
  { limiter, log }: Engine,
  count: number,
  policies: Policy[],
  entry: (at: number) => LogEntry,
): Promise<Decision[]> {
  const decisions = await Promise.all(Array.from({ length: count }, () => limiter.take(policies, 1)));
  const accepted = decisions.filter(({ refusal }) => !refusal);
  await Promise.all(accepted.map(({ at }) => log.append(entry(at))));
  return accepted;
}
