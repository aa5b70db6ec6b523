import { setTimeout as delay } from "node:timers/promises";
import { atomically, must, step } from "#db/atomically.ts";
import * as chains from "#db/queries/audit-chains.ts";
import { INSTALLATION } from "#lib/audit/chain.ts";

const DAY_MS = 86_400_000;
const BATCH = 200;
const CHAINS = 1000;

/**
 * Deletes sealed events that are older than the retention (0 days: none), always from the start of their chain, and keeps the
 * hash that they ended with, so that the rest can still be verified.
 */
export async function pruneAudit(nowMs: number, retentionDays: number): Promise<void> {
  if (retentionDays === 0) return;
  const olderThan = new Date(nowMs - retentionDays * DAY_MS);
  for (let pruned = true; pruned; ) {
    pruned = false;
    for (const workspaceId of await chains.workspacesOfOld(olderThan, CHAINS)) {
      if (await pruneChain(workspaceId, olderThan)) pruned = true;
      await delay(1);
    }
  }
}

/** Deletes a batch of a chain. False if its first event isn't old enough. */
async function pruneChain(workspaceId: string | null, olderThan: Date): Promise<boolean> {
  const chain = workspaceId ?? INSTALLATION;
  const [head] = await chains.byNames([chain]);
  if (!head) return false;
  const first = await chains.sealedBetween(workspaceId, head.prunedNumber, head.number, BATCH);
  const young = first.findIndex(({ at }) => at >= olderThan);
  const last = (young < 0 ? first : first.slice(0, young)).at(-1);
  if (!last) return false;
  const failedStep = await atomically((tx) => [
    must("moved", chains.notePruned(tx, chain, head.prunedNumber, last.number!, last.hash!)),
    step(chains.remove(tx, workspaceId, last.number!)),
  ]);
  return failedStep === null;
}
