import type { Policy } from "#lib/ledger/ledger.ts";
import type { Role } from "#lib/workspaces/roles.ts";

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

const USER_REQUESTS_PER_MINUTE = 600;

/** The dashboard's own limit, so that it never eats a developer's. */
export function userPolicies(userId: string): Policy[] {
  return [
    { name: "user", limit: USER_REQUESTS_PER_MINUTE, windowSeconds: 60, subject: { kind: "user", userId } },
  ];
}

interface Limits {
  keyId: string;
  workspaceId: string;
  environment: string;
  requestsPerMinute: number | null;
  limitRequests: number | null;
  limitWindowSeconds: number | null;
  monthlyQuota: number | null;
}

/** The plan's limit, shared by the workspace's keys of one environment. */
export function planPolicy(workspaceId: string, environment: string, requestsPerMinute: number): Policy {
  return {
    name: "plan",
    limit: requestsPerMinute,
    windowSeconds: 60,
    subject: { kind: "workspace", workspaceId, environment },
  };
}

/** The plan's quota for a calendar month, shared likewise. */
export function quotaPolicy(workspaceId: string, environment: string, monthlyQuota: number): Policy {
  const subject = { kind: "workspace", workspaceId, environment } as const;
  return { name: "quota", limit: monthlyQuota, windowSeconds: "month", subject };
}

/** Every limit that a key's requests have to pass. */
export function keyPolicies(key: Limits): Policy[] {
  const policies: Policy[] = [];
  if (key.requestsPerMinute !== null)
    policies.push(planPolicy(key.workspaceId, key.environment, key.requestsPerMinute));
  if (key.limitRequests !== null && key.limitWindowSeconds !== null) {
    const subject = { kind: "key", keyId: key.keyId } as const;
    policies.push({ name: "key", limit: key.limitRequests, windowSeconds: key.limitWindowSeconds, subject });
  }
  if (key.monthlyQuota !== null)
    policies.push(quotaPolicy(key.workspaceId, key.environment, key.monthlyQuota));
  return policies;
}
