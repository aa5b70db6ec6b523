import { setTimeout as delay } from "node:timers/promises";
import { atomically, check, must, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as chains from "#db/queries/audit-chains.ts";
import type { AuditEventRow } from "#db/queries/audit-events.ts";
import { chainOf, hashOf } from "#lib/audit/chain.ts";
import { logHeadsDaily } from "#lib/audit/heads.ts";
import { startJob } from "#lib/background-job.ts";
import { clockMs } from "#lib/clock.ts";

const EVERY_MS = 500;
const AFTER_FAILURE_MS = 5000;
/** Few, because other writes wait for the transaction. */
const BATCH = 50;

/** Seals new events within a second. The returned function stops that, after sealing what is left. */
export function startSealer(): () => Promise<void> {
  const logHeads = logHeadsDaily();
  const stop = startJob({
    work: async () => {
      await sealAll();
      await logHeads(clockMs());
      return EVERY_MS;
    },
    afterFailureMs: AFTER_FAILURE_MS,
    failure: "the audit log could not be sealed",
  });
  return async () => {
    await stop();
    await sealAll().catch(() => {}); // The next start seals them.
  };
}

/** Gives all unsealed events their numbers and hashes. Each batch is a transaction, so a crash leaves a valid chain. */
export async function sealAll(): Promise<void> {
  for (;;) {
    const sealed = await sealBatch();
    if (sealed < BATCH) return;
    await delay(1);
  }
}

/** Seals up to `BATCH` events. If another process has sealed some of them, nothing is changed. Returns their number. */
async function sealBatch(): Promise<number> {
  const events = await chains.unsealed(BATCH);
  if (events.length === 0) return 0;
  const names = [...new Set(events.map(chainOf))].sort();
  const known = new Map((await chains.byNames(names)).map((row) => [row.chain, row]));
  const committed = atomically((tx) =>
    names.flatMap((name) => {
      const own = events.filter((event) => chainOf(event) === name);
      return extendChain(tx, name, known.get(name), own);
    }),
  );
  const failedStep = await committed.catch((error) => {
    if (error instanceof AlreadySealed) return "sealed";
    throw error;
  });
  return failedStep ? 0 : events.length;
}

class AlreadySealed extends Error {}

function extendChain(
  tx: Db,
  name: string,
  head: chains.ChainRow | undefined,
  events: AuditEventRow[],
): Step[] {
  let { number, hash } = head ?? { number: 0, hash: "" };
  const seals = events.map((event) => {
    number += 1;
    hash = hashOf(hash, event, number);
    return { id: event.id, number, hash };
  });
  const moved = head ? chains.extend(tx, head, number, hash) : chains.insertChain(tx, name, number, hash);
  return [
    must("moved", moved),
    // The head may have been read after another process had sealed these events.
    check(chains.seal(tx, seals), (sealed) => {
      if (sealed.length < seals.length) throw new AlreadySealed();
    }),
  ];
}
