import { setTimeout as delay } from "node:timers/promises";
import { LONGEST_LOCK_MS, lockKeys } from "#db/queries/key-versions.ts";

type Work = () => Promise<unknown>;

/** What waits for the key records of the same workspaces. */
const waiting = new Map<string, Work[]>();

/**
 * Does something while the key records of workspaces don't change. All that waits at the same moment shares a lock, and each
 * lock is released before the next one is taken, so that changes get their turn. If there is no lock within two seconds, the
 * work is done without: what it logs is checked anyway.
 */
export function whileKeysStay<Result>(workspaceIds: string[], work: () => Promise<Result>): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const own = () => work().then(resolve, reject);
  const name = workspaceIds.toSorted().join();
  const others = waiting.get(name);
  if (others) others.push(own);
  else {
    waiting.set(name, [own]);
    void lockInTurn(name, workspaceIds);
  }
  return promise;
}

async function lockInTurn(name: string, workspaceIds: string[]): Promise<void> {
  for (let works = waiting.get(name)!; works.length > 0; ) {
    const unlock = await lockKeys(workspaceIds).catch(() => async () => {});
    const done = new AbortController();
    const late = delay(LONGEST_LOCK_MS, undefined, { signal: done.signal }).catch(() => {});
    await Promise.race([Promise.all(works.splice(0).map((work) => work())), late]);
    done.abort();
    await unlock();
  }
  waiting.delete(name);
}
