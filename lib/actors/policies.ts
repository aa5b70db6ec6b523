import type { Policy } from "#lib/limits/limiter.ts";

const USER_REQUESTS_PER_MINUTE = 600;

/** The limit for logged-in users. It is separate from the plan's limit, so the dashboard never uses that up. */
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

/** The plan's rate limit, which the workspace's keys in one environment share. */
export function planPolicy(workspaceId: string, environment: string, requestsPerMinute: number): Policy {
  return {
    name: "plan",
    limit: requestsPerMinute,
    windowSeconds: 60,
    subject: { kind: "workspace", workspaceId, environment },
  };
}

/** The plan's quota for a calendar month, which the workspace's keys in one environment share. */
export function quotaPolicy(workspaceId: string, environment: string, monthlyQuota: number): Policy {
  const subject = { kind: "workspace", workspaceId, environment } as const;
  return { name: "quota", limit: monthlyQuota, windowSeconds: "month", subject };
}

/** All limits that apply to a key's requests. */
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
