import type { GateKey } from "#db/queries/gate-key.ts";
import type { Caller } from "#lib/actors/actor.ts";
import type { Problem } from "#lib/problem.ts";
import type { Checks } from "#lib/request-log/checks.ts";

/** Who a request is logged for. Requests with a revoked key have no caller, but are logged for the key. */
export interface EntryOwner {
  workspaceId: string | null;
  environment: string;
  keyId: string | null;
  /** The hint of the secret that was sent. */
  hint: string | null;
  userId: string | null;
}

/** Who makes a request. */
export interface Identity {
  /** Null without a credential, or if it is rejected. */
  caller: Caller | null;
  /** Why the credential is rejected. */
  refusal: Problem | null;
  /** Null if the request isn't logged. */
  owner: EntryOwner | null;
  /** The key record that the identity is based on. */
  key: GateKey | null;
  checks: Checks;
}

/** The identity of a request without a credential, or with one that belongs to nobody. Such requests aren't logged. */
export function nobody(refusal: Problem | null = null): Identity {
  return { caller: null, refusal, owner: null, key: null, checks: [] };
}
