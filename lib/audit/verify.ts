import { setImmediate as nextTurn } from "node:timers/promises";
import * as chains from "#db/queries/audit-chains.ts";
import type { AuditEventRow } from "#db/queries/audit-events.ts";
import { hashOf, INSTALLATION } from "#lib/audit/chain.ts";

const CHAINS = 100;
const MOST_RESTARTS = 3;

/** The first event that doesn't fit into its chain. */
export interface Misfit {
  chain: string;
  number: number;
  /** Null if the event is missing. */
  eventId: string | null;
  /**
   * "missing": events were deleted here. "changed": its content or place isn't what was sealed. "inserted": its number is
   * another event's, or isn't one of its chain's. "cut_off": the last events were deleted.
   */
  problem: "missing" | "changed" | "inserted" | "cut_off";
}

export interface Verified {
  /** Null: everything fits. */
  misfit: Misfit | null;
  chains: number;
  sealed: number;
  /** Events that aren't in a chain yet. */
  unsealed: number;
}

/** How fast it verifies. */
export interface Pace {
  /** How many events it reads at once. */
  atOnce: number;
  /** Is called after each reading, with the number of events that fit. */
  rest: (checked: number) => Promise<unknown>;
}

/** For a process that does nothing else. */
const FAST: Pace = { atOnce: 500, rest: () => nextTurn() };

/**
 * Recomputes the hashes of all chains, or of one, and finds the first event that doesn't fit. The server can keep running.
 */
export async function verifyAudit(pace = FAST, chain: string | null = null): Promise<Verified> {
  const verified: Verified = {
    misfit: null,
    chains: 0,
    sealed: 0,
    unsealed: await chains.countUnsealed(chain),
  };
  for (let last = ""; ; ) {
    const page = chain === null ? await chains.chainsAfter(last, CHAINS) : await chains.byNames([chain]);
    for (const head of page) {
      const { misfit, sealed } = await verifyChain(head, pace);
      verified.chains += 1;
      verified.sealed += sealed;
      verified.misfit ??= misfit;
    }
    if (chain !== null || page.length < CHAINS) break;
    last = page.at(-1)!.chain;
  }
  verified.misfit ??= await (chain === null ? findStray(pace) : findStrayOf(chain));
  return verified;
}

/** In pieces, because there can be any number of events. */
async function findStray({ atOnce, rest }: Pace): Promise<Misfit | null> {
  for (let last = ""; ; await rest(0)) {
    const { seen, end, stray } = await chains.strayAmong(last, atOnce);
    if (stray) return inserted(stray);
    if (seen < atOnce) return null;
    last = end!;
  }
}

async function findStrayOf(chain: string): Promise<Misfit | null> {
  const stray = await chains.strayOf(chain, workspaceOf(chain));
  return stray && inserted(stray);
}

const inserted = ({ chain, number, id }: chains.StrayEvent): Misfit => ({
  chain,
  number: number!,
  eventId: id,
  problem: "inserted",
});

const workspaceOf = (chain: string) => (chain === INSTALLATION ? null : chain);

/** Verifies a chain up to its head, again if events were deleted by retention in the meantime. */
async function verifyChain(
  head: chains.ChainRow,
  pace: Pace,
): Promise<{ misfit: Misfit | null; sealed: number }> {
  for (let restarts = 0; ; restarts += 1) {
    const result = await walk(head, pace);
    if (!result.misfit || restarts === MOST_RESTARTS) return result;
    const [current] = await chains.byNames([head.chain]);
    if (!current || current.prunedNumber === head.prunedNumber) return result;
    head = current;
  }
}

async function walk(head: chains.ChainRow, { atOnce, rest }: Pace) {
  const { chain, number: end, hash: endHash, prunedNumber, prunedHash } = head;
  const workspaceId = workspaceOf(chain);
  let [number, hash, id] = [prunedNumber, prunedHash, ""];
  const result = (misfit: Misfit | null) => ({ misfit, sealed: number - prunedNumber });
  for (;;) {
    // The last event is read again, because another one with its number would otherwise be on no page.
    const after = id === "" ? number : number - 1;
    const page = await chains.sealedBetween(workspaceId, after, end, atOnce);
    const events = page.filter((event) => event.id !== id);
    if (events.length === 0) break;
    for (const event of events) {
      const misfit = misfitOf(event, number, hash);
      if (misfit) return result({ chain, ...misfit });
      [number, hash, id] = [event.number!, event.hash!, event.id];
    }
    await rest(events.length);
  }
  if (number < end) return result({ chain, number: number + 1, eventId: null, problem: "cut_off" });
  return result(hash === endHash ? null : { chain, number, eventId: id || null, problem: "changed" });
}

function misfitOf(event: AuditEventRow, previous: number, hash: string): Omit<Misfit, "chain"> | null {
  const number = event.number!;
  if (number > previous + 1) return { number: previous + 1, eventId: null, problem: "missing" };
  if (number <= previous) return { number, eventId: event.id, problem: "inserted" };
  if (hashOf(hash, event, number) === event.hash) return null;
  return { number, eventId: event.id, problem: "changed" };
}
