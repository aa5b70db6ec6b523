import type { Role } from "#lib/actors/roles.ts";
import type { AuditActor } from "#lib/audit/event.ts";
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

/** A logged-in user. They may have no workspace. */
export interface Person {
  type: "user";
  userId: string;
  email: string;
  name: string | null;
  sessionId: string;
  /** Whether they are one of the people who run the installation. */
  operator: boolean;
  /** The workspace they chose, or else their first one. */
  workspaceId: string | null;
  workspaceName: string | null;
  workspaceSuspended: boolean;
  plan: string | null;
  role: Role | null;
  scopes: string[];
  policies: Policy[];
}

/** A logged-in user in a workspace. */
export interface UserActor extends Person {
  workspaceId: string;
  workspaceName: string;
  plan: string;
  role: Role;
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

export type Caller = Actor | Person | ServiceActor;

/** Whether a user acts in a workspace. */
export function isInWorkspace(person: Person): person is UserActor {
  return person.workspaceId !== null;
}

/** An actor as the audit log names it. */
export function auditActorOf(actor: Actor | Person): AuditActor {
  return actor.type === "user"
    ? { type: "user", id: actor.userId, label: actor.email }
    : { type: "api_key", id: actor.keyId, label: actor.keyName };
}

/** An operator as the audit log names it when they use an operator's route. */
export function auditOperatorOf({ userId, email }: Person): AuditActor {
  return { type: "operator", id: userId, label: email };
}

/** The ID of a caller of any type, for data that is stored by caller, such as idempotent answers. */
export function callerId(caller: Caller): string {
  if (caller.type === "service") return caller.serviceId;
  return caller.type === "user" ? caller.userId : caller.keyId;
}
