import { whileKeysStay } from "#lib/gate/while-keys-stay.ts";
import { problem } from "#lib/problem.ts";

/** How often a request is decided before it is rejected, because what it relied on changed each time. */
const MOST_ATTEMPTS = 10;
/** From then on, the keys are locked meanwhile. */
const UNLOCKED_ATTEMPTS = 2;

/** That a request was logged, or the workspaces whose key records it relied on: they, or the cluster's epoch, have changed. */
export type Logged = "logged" | { staleIn: string[] };

/**
 * Decides and logs a request, again if a cached key was out of date. If keys change so often that this happens twice, changes
 * wait for the next attempt, which must not use cached keys (`locked`). Throws `unavailable` if no attempt succeeds.
 */
export async function untilCurrent<Result>(
  attempt: (locked: boolean) => Promise<{ logged: Logged; result: Result }>,
): Promise<Result> {
  let staleIn: string[] = [];
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const locked = attempts >= UNLOCKED_ATTEMPTS && staleIn.length > 0;
    const { logged, result } = await (locked ? whileKeysStay(staleIn, () => attempt(true)) : attempt(false));
    if (logged === "logged") return result;
    ({ staleIn } = logged);
  }
  throw problem("unavailable", { retryAfterSeconds: 1, detail: "The key is being changed. Try again." });
}
