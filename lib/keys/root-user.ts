import * as keys from "#db/queries/keys.ts";
import type { Actor } from "#lib/actors/actor.ts";

/**
 * The user who acts, or who created the acting key, directly or through other keys; null if a key of that chain no longer
 * exists. It never changes, so it doesn't have to be read in a transaction.
 */
export async function rootUserOf(actor: Actor): Promise<string | null> {
  return actor.type === "user" ? actor.userId : await keys.rootUserOf(actor.keyId);
}
