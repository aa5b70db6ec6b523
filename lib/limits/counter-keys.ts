import type { CounterKey } from "#db/queries/limit-counters.ts";
import type { Policy } from "#lib/limits/limiter.ts";
import { monthMs } from "#lib/limits/month.ts";

const DAY_MS = 86_400_000;

/**
 * The counter of a policy at a time, for counters that several instances share. Each generation of a limit has its own, which
 * is built from the log.
 */
export function counterKeyOf({ subject, windowSeconds, generation = 0 }: Policy, atMs: number): CounterKey {
  const whose = ownerOf(subject);
  if (windowSeconds !== "month") {
    const name = `${whose.kind}:${whose.id}:${whose.environment}:${generation}`;
    return { name, ...whose, spanMs: windowSeconds * 1000, startMs: 0, endMs: 0 };
  }
  if (whose.kind !== "workspace") throw new Error("Only a workspace has a quota");
  const { start, end } = monthMs(atMs);
  const month = new Date(start).toISOString().slice(0, 7);
  const name = `month:${whose.id}:${whose.environment}:${month}:${generation}`;
  // Costs are taken back for a while after the month.
  return { name, ...whose, kind: "month", spanMs: 0, startMs: start, endMs: end + DAY_MS };
}

function ownerOf(subject: Policy["subject"]) {
  const { kind } = subject;
  if (kind === "user") return { kind, id: subject.userId, environment: "", owner: subject.userId };
  const owner = subject.workspaceId;
  if (kind === "key") return { kind, id: subject.keyId, environment: "", owner };
  return { kind, id: owner, environment: subject.environment, owner };
}
