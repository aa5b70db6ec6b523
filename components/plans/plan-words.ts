import { countText } from "#components/durations.ts";
import { overlapText } from "#components/workspaces/policy-words.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type Rules = Pick<OperatorPlan, "require_expiry" | "max_lifetime_days" | "rotation_overlap_max_seconds">;

/** A plan's rules for keys, as one line. Null if it has none. */
export function planRules({
  require_expiry,
  max_lifetime_days,
  rotation_overlap_max_seconds: overlap,
}: Rules): string | null {
  const lifetime =
    max_lifetime_days === null ? null : `Keys expire within ${countText(max_lifetime_days, "day")}`;
  const rules = [
    lifetime ?? (require_expiry ? "Keys must expire" : null),
    overlap === null ? null : `Rotation overlap: ${overlap === 0 ? "none" : `up to ${overlapText(overlap)}`}`,
  ];
  return rules.filter(Boolean).join(" · ") || null;
}
