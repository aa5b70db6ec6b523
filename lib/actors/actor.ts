import type { Role } from "#lib/actors/roles.ts";
import type { Policy } from "#lib/limits/limiter.ts";

/** A program, known by its key: always its own workspace and environment. */
export interface ApiKeyActor {
  type: "api_key";
  keyId: string;
  keyName: string | null;
  externalId: string | null;
  workspaceId: string;
  workspaceName: string;
  plan: string;
  environment: "live" | "test";
  scopes: string[];
  policies: Policy[];
}

/** A person, known by a session, in the workspace that he chose. */
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

/** Who a request turned out to be, in a workspace. */
export type Actor = ApiKeyActor | UserActor;

/** One of the operator's own services: it asks about every workspace's keys, and does nothing else. */
export interface ServiceActor {
  type: "service";
  serviceId: string;
  name: string;
  scopes: string[];
  policies: Policy[];
}

export type Caller = Actor | ServiceActor;

/** The id of a caller, whatever it is: what is kept apart by caller, such as idempotent answers, is kept by it. */
export function callerId(caller: Caller): string {
  if (caller.type === "service") return caller.serviceId;
  return caller.type === "user" ? caller.userId : caller.keyId;
}
