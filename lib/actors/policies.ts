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
  limitGeneration: number;
  monthlyQuota: number | null;
  limitsGeneration: number;
}

/** A limit of the plan or of the workspace itself, and its generation. */
interface Shared {
  limit: number;
  generation: number;
}

/** The plan's rate limit, which the workspace's keys in one environment share. */
export function planPolicy(workspaceId: string, environment: string, shared: Shared): Policy {
  const subject = { kind: "workspace", workspaceId, environment } as const;
  return { name: "plan", ...shared, windowSeconds: 60, subject };
}

/** The plan's quota for a calendar month, which the workspace's keys in one environment share. */
export function quotaPolicy(workspaceId: string, environment: string, shared: Shared): Policy {
  const subject = { kind: "workspace", workspaceId, environment } as const;
  return { name: "quota", ...shared, windowSeconds: "month", subject };
}

/** All limits that apply to a key's requests. */
export function keyPolicies(key: Limits): Policy[] {
  const { keyId, workspaceId, environment, limitsGeneration: generation } = key;
  const policies: Policy[] = [];
  if (key.requestsPerMinute !== null)
    policies.push(planPolicy(workspaceId, environment, { limit: key.requestsPerMinute, generation }));
  if (key.limitRequests !== null && key.limitWindowSeconds !== null)
    policies.push({
      name: "key",
      limit: key.limitRequests,
      windowSeconds: key.limitWindowSeconds,
      subject: { kind: "key", keyId, workspaceId },
      generation: key.limitGeneration,
    });
  if (key.monthlyQuota !== null)
    policies.push(quotaPolicy(workspaceId, environment, { limit: key.monthlyQuota, generation }));
  return policies;
}
