import { setImmediate as nextTurn } from "node:timers/promises";
import * as chains from "#db/queries/audit-chains.ts";
import { log } from "#lib/log.ts";

const DAY_MS = 86_400_000;
const PAGE = 100;

/** The last sealed event of a chain. Whoever keeps it elsewhere notices if the chain is rewritten. */
export interface Head {
  /** The workspace's ID, or "installation". */
  chain: string;
  number: number;
  hash: string;
}

/** The heads of all chains, by name, in pages. */
async function* headPages(): AsyncGenerator<Head[]> {
  for (let last = ""; ; ) {
    const page = await chains.chainsAfter(last, PAGE);
    if (page.length === 0) return;
    yield page.map(({ chain, number, hash }) => ({ chain, number, hash }));
    last = page.at(-1)!.chain;
    await nextTurn();
  }
}

/** The heads of all chains. */
export async function auditHeads(): Promise<Head[]> {
  const heads: Head[] = [];
  for await (const page of headPages()) heads.push(...page);
  return heads;
}

/**
 * Returns a function that writes the heads to the log when a new day (UTC) has begun: those that have changed since they
 * were last logged.
 */
export function logHeadsDaily(): (nowMs: number) => Promise<void> {
  let loggedDay: number | undefined;
  const logged = new Map<string, number>();
  return async (nowMs) => {
    const day = Math.floor(nowMs / DAY_MS);
    if (day === loggedDay) return;
    for await (const page of headPages()) {
      const changed = page.filter(({ chain, number }) => logged.get(chain) !== number);
      for (const { chain, number } of changed) logged.set(chain, number);
      if (changed.length > 0) log.info({ heads: changed }, "audit log heads");
    }
    loggedDay = day;
  };
}
