import { countText } from "#components/durations.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { overlapText } from "#components/workspaces/policy-words.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

/** The limits in force, and which of them the operator has set for this workspace. */
export function PlanLimits({ workspace }: { workspace: WorkspaceDetail }) {
  const { limits, operator_limits: own, plan_name, allowed } = workspace;
  const amount = (value: number | null) => value?.toLocaleString("en") ?? "No limit";
  const hasOwn = Object.values(own).some((value) => value !== null);
  return (
    <SettingsSection
      title={`${plan_name} plan`}
      description={
        hasOwn
          ? "The operator has set some limits for this workspace. They replace the plan's limits."
          : "The limits in force."
      }
    >
      <Facts columns={2}>
        <Fact name="Requests per minute">
          {amount(limits.requests_per_minute)} <OwnLimit set={own.requests_per_minute} />
        </Fact>
        <Fact name="Requests per month">
          {amount(limits.monthly_quota)} <OwnLimit set={own.monthly_quota} />
        </Fact>
        <Fact name="Active keys, live and test together">
          {limits.max_active_keys === null
            ? "No limit"
            : `${amount(limits.active_keys ?? 0)} of ${amount(limits.max_active_keys)}`}{" "}
          <OwnLimit set={own.max_active_keys} />
        </Fact>
        <Fact name="Maximum rotation overlap">
          {overlapText(limits.rotation_overlap_max_seconds)}{" "}
          <OwnLimit set={own.rotation_overlap_max_seconds} />
        </Fact>
        <Fact name="Keys must expire">
          {allowed.require_expiry || allowed.max_lifetime_days !== null
            ? `Yes${allowed.max_lifetime_days === null ? "" : `, within ${countText(allowed.max_lifetime_days, "day")}`}`
            : "The plan doesn't require it"}
        </Fact>
      </Facts>
    </SettingsSection>
  );
}

function OwnLimit({ set }: { set: number | null }) {
  if (set === null) return null;
  return (
    <Badge tone="brass" className="ml-1.5">
      Set for this workspace
    </Badge>
  );
}
