import * as stored from "#db/queries/latest-verification.ts";
import { env } from "#env.ts";
import { clockMs } from "#lib/clock.ts";
import type { AuditVerification } from "#lib/operator/audit-schema.ts";

const STORED_EVERY_MS = 1000;
/** If a running verification hasn't been stored for this long, its instance has ended. */
const SILENT_MS = 30_000;

/** Of this process. */
let own: AuditVerification | null = null;
/** A cluster's is in the database. This is what this instance stored last of its own. */
let last = { value: {} as object, atMs: 0 };

/** The verification that is running or ran last: of this process or, in a cluster, of any instance. */
export async function latestVerification(): Promise<AuditVerification | null> {
  if (!env.cluster) return own;
  const row = await stored.read();
  return row && believed(row);
}

function believed({ value, changedAt }: { value: unknown; changedAt: Date }): AuditVerification {
  const run = value as AuditVerification;
  const isCurrent = run.status !== "running" || clockMs() - changedAt.getTime() < SILENT_MS;
  return isCurrent ? run : { ...run, status: "failed", finished_at: changedAt.toISOString() };
}

/** Makes a verification the latest one. Returns false if one is running, so that there is one at a time. */
export async function beginVerification(run: AuditVerification): Promise<boolean> {
  if (!env.cluster) {
    if (own?.status === "running") return false;
    own = run;
    return true;
  }
  const row = await stored.read();
  if (row && believed(row).status === "running") return false;
  return store(run, row?.value ?? null);
}

/** Tells the other instances how far this one's verification is: now and then, and when it has ended. */
export async function noteVerification(run: AuditVerification): Promise<void> {
  if (!env.cluster) return;
  if (run.status === "running" && clockMs() - last.atMs < STORED_EVERY_MS) return;
  await store(run, last.value);
}

async function store(run: AuditVerification, instead: unknown): Promise<boolean> {
  const [value, atMs] = [structuredClone(run), clockMs()];
  const done = await stored.replace(instead, value, new Date(atMs));
  if (done) last = { value, atMs };
  return done;
}
