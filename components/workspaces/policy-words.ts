import { countText, durationText } from "#components/durations.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

/** 3600 → "1 hour", 0 → "none". */
export const overlapText = (seconds: number) => (seconds === 0 ? "none" : durationText(seconds));

const overlapsSeconds = [0, 3600, 21_600, 86_400, 259_200, 604_800];

/** The overlaps that a form offers, with the current one. */
export const overlapChoices = (current: number | null): number[] =>
  [...new Set([...overlapsSeconds, current ?? 0])].toSorted((one, other) => one - other);

/** Who caps a setting, such as "The Trial plan". The operator's own limits replace the plan's. */
function capper({ plan_name, operator_limits }: WorkspaceDetail, limit: keyof typeof operator_limits | null) {
  const byOperator = limit !== null && operator_limits[limit] !== null;
  return byOperator ? "The operator of this site" : `The ${plan_name} plan`;
}

/** What caps each rule for keys. The stricter one wins. */
export function caps(workspace: WorkspaceDetail) {
  const { allowed } = workspace;
  return {
    max_active_keys:
      allowed.max_active_keys === null
        ? `${capper(workspace, "max_active_keys")} has no limit.`
        : `${capper(workspace, "max_active_keys")} allows ${countText(allowed.max_active_keys, "key")}. A higher number has no effect.`,
    rotation_overlap:
      allowed.rotation_overlap_max_seconds === null
        ? null
        : `${capper(workspace, "rotation_overlap_max_seconds")} allows ${overlapText(allowed.rotation_overlap_max_seconds)}. A longer overlap has no effect.`,
    require_expiry: allowed.require_expiry ? `${capper(workspace, null)} requires an expiration date.` : null,
    max_lifetime:
      allowed.max_lifetime_days === null
        ? `${capper(workspace, null)} has no maximum.`
        : `${capper(workspace, null)} allows ${countText(allowed.max_lifetime_days, "day")}. A longer lifetime has no effect.`,
  };
}
