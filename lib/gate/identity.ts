import type { GateKey } from "#db/queries/gate-key.ts";
import type { Caller } from "#lib/actors/actor.ts";
import type { Problem } from "#lib/problem.ts";
import type { Checks } from "#lib/request-log/checks.ts";

/** Whose log entry a request becomes. It can be known without a caller: a revoked key has an owner, but may do nothing. */
export interface EntryOwner {
  workspaceId: string | null;
  environment: string;
  keyId: string | null;
  /** Which of the key's secrets was shown, or what an unknown one looked like. */
  hint: string | null;
  userId: string | null;
}

/** Who a request turned out to be. */
export interface Identity {
  /** Null for nobody, and for a credential that is refused. */
  caller: Caller | null;
  /** Why the credential is refused. */
  refusal: Problem | null;
  /** Null when the request is nobody's: it is not logged. */
  owner: EntryOwner | null;
  /** The key record that this relies on. */
  key: GateKey | null;
  checks: Checks;
}

/** A request that is nobody's: without a credential, or with one that nobody owns. */
export function nobody(refusal: Problem | null = null): Identity {
  return { caller: null, refusal, owner: null, key: null, checks: [] };
}
