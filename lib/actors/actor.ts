import type { Role } from "#lib/actors/roles.ts";
import type { Policy } from "#lib/limits/limiter.ts";

/** A program with an API key, which works in the key's workspace and environment only. */
export interface ApiKeyActor {
  type: "api_key";
  keyId: string;
  /** SHA-256 of the secret that the request used. */
  secretHash: string;
  keyName: string | null;
  externalId: string | null;
  workspaceId: string;
  workspaceName: string;
  plan: string;
  environment: "live" | "test";
  scopes: string[];
  policies: Policy[];
}

/** A logged-in user, in the workspace they chose. */
export interface UserActor {
  type: "user";
  userId: string;
  email: string;
  name: string | null;
  sessionId: string;
  workspaceId: string;
  workspaceName: string;
  plan: string;
  role: Role;
  scopes: string[];
  policies: Policy[];
}

/** Who makes a request, in a workspace. */
export type Actor = ApiKeyActor | UserActor;

/** One of the operator's own services, which can verify keys of every workspace and do nothing else. */
export interface ServiceActor {
  type: "service";
  serviceId: string;
  name: string;
  scopes: string[];
  policies: Policy[];
}

export type Caller = Actor | ServiceActor;

/** The ID of a caller of any type, for data that is stored by caller, such as idempotent answers. */
export function callerId(caller: Caller): string {
  if (caller.type === "service") return caller.serviceId;
  return caller.type === "user" ? caller.userId : caller.keyId;
}
