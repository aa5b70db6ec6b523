import { setTimeout as delay } from "node:timers/promises";
import * as chains from "#db/queries/audit-chains.ts";
import { INSTALLATION } from "#lib/audit/chain.ts";
import { type Pace, type Verified, verifyAudit } from "#lib/audit/verify.ts";
import { clockMs, micros } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import type { AuditChain, AuditVerification } from "#lib/operator/audit-schema.ts";
import {
  beginVerification,
  latestVerification,
  noteVerification,
} from "#lib/operator/latest-verification.ts";
import { getAnyWorkspace } from "#lib/operator/workspaces.ts";
import { problem } from "#lib/problem.ts";

/** Few, because on SQLite reading them blocks the thread. */
const EVENTS_AT_ONCE = 40;
/** How long it rests for each time that it works, so that it takes a fifth of the thread at most. */
const REST_FACTOR = 4;

/** The last sealed event of a workspace's chain, or of the installation's, and the latest verification. Throws `not_found`. */
export async function readAuditChain(workspaceId: string | undefined): Promise<AuditChain> {
  const chain = await chainNamed(workspaceId);
  const [head] = await chains.byNames([chain]);
  return {
    chain,
    head: head ? { number: head.number, hash: head.hash } : null,
    verification: await latestVerification(),
  };
}

/**
 * Starts to verify a workspace's chain, or all of them, in the background. Throws `conflict` (`verification_in_progress`),
 * and `not_found`.
 */
export async function startVerification(
  workspaceId: string | undefined,
  now: Date,
): Promise<AuditVerification> {
  const chain = workspaceId === undefined ? null : await chainNamed(workspaceId);
  const run: AuditVerification = {
    chain,
    status: "running",
    started_at: now.toISOString(),
    finished_at: null,
    checked: 0,
    result: null,
  };
  // One at a time, so that however many operators ask, requests don't get slower.
  if (!(await beginVerification(run)))
    throw problem("conflict", {
      reason: "verification_in_progress",
      detail: "A verification of the audit log is running. Wait until it has ended.",
    });
  const started = { ...run };
  void verify(run);
  return started;
}

async function verify(run: AuditVerification): Promise<void> {
  try {
    const verified = await verifyAudit(unhurried(run), run.chain);
    if (verified.misfit) log.error({ misfit: verified.misfit }, "the audit log was changed");
    Object.assign(run, { status: "done", result: toResult(verified) });
  } catch (err) {
    log.warn({ err }, "verifying the audit log failed");
    run.status = "failed";
  }
  run.finished_at = new Date(clockMs()).toISOString();
  await noteVerification(run).catch((err) => log.warn({ err }, "the result of a verification wasn't stored"));
}

function toResult({ misfit, chains: count, sealed, unsealed }: Verified): AuditVerification["result"] {
  const first = misfit && {
    chain: misfit.chain,
    number: misfit.number,
    event_id: misfit.eventId,
    problem: misfit.problem,
  };
  return { intact: misfit === null, misfit: first, chains: count, sealed, unsealed };
}

function unhurried(run: AuditVerification): Pace {
  let began = micros();
  return {
    atOnce: EVENTS_AT_ONCE,
    async rest(checked) {
      run.checked += checked;
      await noteVerification(run);
      const workedMs = (micros() - began) / 1000;
      await delay(Math.ceil(REST_FACTOR * workedMs), undefined, { ref: false });
      began = micros();
    },
  };
}

async function chainNamed(workspaceId: string | undefined): Promise<string> {
  if (workspaceId === undefined) return INSTALLATION;
  return (await getAnyWorkspace(workspaceId)).id;
}
