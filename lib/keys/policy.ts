import type { KeyPolicyRow } from "#db/queries/workspaces.ts";
import { type FieldError, type Problem, problem } from "#lib/problem.ts";

const DAY_MS = 86_400_000;

type PolicyColumns = Omit<KeyPolicyRow, "ownRequestsPerMinute" | "ownMonthlyQuota" | "planName">;

/** What a workspace's keys have to be like: the stricter of what the workspace and its plan or the operator demand. */
export interface KeyPolicy {
  requireExpiry: boolean;
  /** Null: keys can work as long as they like. */
  maxLifetimeDays: number | null;
  /** The scopes that keys can get; null: all. */
  grantableScopes: readonly string[] | null;
  /** Null: no limit. */
  maxActiveKeys: number | null;
  rotationOverlapMaxSeconds: number;
}

/** A key's dates and scopes, as they are or as they will be. */
interface KeyState {
  scopes: readonly string[];
  expiresAt: Date | null;
  createdAt: Date;
}

/** What the operator allows a workspace. Their own limits for it replace the plan's. */
export const allowedByOperator = (row: PolicyColumns) => ({
  requireExpiry: row.planRequireExpiry,
  maxLifetimeDays: row.planMaxLifetimeDays,
  maxActiveKeys: row.ownMaxActiveKeys ?? row.planMaxActiveKeys,
  rotationOverlapMaxSeconds: row.ownRotationOverlapMaxSeconds ?? row.planRotationOverlapMaxSeconds,
});

/** The workspace can only be stricter than what the operator allows. */
export function keyPolicyOf(row: PolicyColumns): KeyPolicy {
  const allowed = allowedByOperator(row);
  return {
    requireExpiry: row.requireExpiry || allowed.requireExpiry,
    maxLifetimeDays: lower(row.maxLifetimeDays, allowed.maxLifetimeDays),
    grantableScopes: row.grantableScopes,
    maxActiveKeys: lower(row.maxActiveKeys, allowed.maxActiveKeys),
    rotationOverlapMaxSeconds: lower(row.rotationOverlapMaxSeconds, allowed.rotationOverlapMaxSeconds)!,
  };
}

function lower(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/**
 * What the policy refuses about a key: a new one (`before` is null) or a changed one. What a key already had stays, so only
 * what is new is judged. `pointer` is where the request describes the key.
 */
export function policyErrors(
  policy: KeyPolicy,
  before: KeyState | null,
  after: KeyState,
  { pointer, now }: { pointer: string; now: Date },
): FieldError[] {
  const expiry = expiryError(policy, before, after, now);
  return [
    ...(expiry ? [{ pointer: `${pointer}/expires_at`, ...expiry }] : []),
    ...scopeErrors(policy, before, after, `${pointer}/scopes`),
  ];
}

/** The `validation_failed` with these errors; null if there are none. */
export function policyRefusal(errors: FieldError[]): Problem | null {
  return errors.length > 0 ? problem("validation_failed", { errors }) : null;
}

function expiryError(
  { requireExpiry, maxLifetimeDays }: KeyPolicy,
  before: KeyState | null,
  { expiresAt, createdAt }: KeyState,
  now: Date,
): Omit<FieldError, "pointer"> | null {
  if (before && before.expiresAt?.getTime() === expiresAt?.getTime()) return null;
  if (expiresAt === null) {
    if (!requireExpiry && maxLifetimeDays === null) return null;
    return {
      code: "expiry_required",
      detail: `Keys of this workspace must expire${within(maxLifetimeDays)}.`,
    };
  }
  if (maxLifetimeDays === null) return null;
  // A key that is older than the policy can still be given an earlier end.
  const isEarlier = before !== null && (before.expiresAt === null || expiresAt < before.expiresAt);
  const from = isEarlier ? now : createdAt;
  const latest = new Date(from.getTime() + maxLifetimeDays * DAY_MS);
  if (expiresAt <= latest) return null;
  const detail = `Must be ${latest.toISOString()} or earlier: keys of this workspace work for at most ${days(maxLifetimeDays)}.`;
  return { code: "lifetime_exceeded", detail };
}

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
const within = (count: number | null) => (count === null ? "" : ` within ${days(count)}`);

function scopeErrors(
  { grantableScopes }: KeyPolicy,
  before: KeyState | null,
  { scopes }: KeyState,
  pointer: string,
): FieldError[] {
  if (grantableScopes === null) return [];
  return scopes.flatMap((scope, at) =>
    grantableScopes.includes(scope) || before?.scopes.includes(scope)
      ? []
      : [
          {
            pointer: `${pointer}/${at}`,
            code: "scope_not_grantable",
            detail: `Keys of this workspace can't have the scope ${scope}. grantable_scopes of the workspace lists the ones they can have.`,
          },
        ],
  );
}
