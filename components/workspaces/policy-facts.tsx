import { countText } from "#components/durations.ts";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { overlapText } from "#components/workspaces/policy-words.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

/** The rules in force, for those who can't change them. */
export function PolicyFacts({ workspace }: { workspace: WorkspaceDetail }) {
  const { limits, key_policy, grantable_scopes } = workspace;
  return (
    <SettingsSection
      title="Rules for keys"
      description="The rules in force. If the workspace and its plan both have one, the stricter one applies."
    >
      <Facts columns={2}>
        <Fact name="Active keys">
          {limits.max_active_keys === null
            ? "No limit"
            : `${limits.active_keys?.toLocaleString("en")} of ${limits.max_active_keys.toLocaleString("en")}`}
        </Fact>
        <Fact name="Maximum rotation overlap">{overlapText(limits.rotation_overlap_max_seconds)}</Fact>
        <Fact name="Expiration date">{key_policy.require_expiry ? "Required" : "Optional"}</Fact>
        <Fact name="Maximum lifetime">
          {key_policy.max_lifetime_days === null
            ? "No maximum"
            : countText(key_policy.max_lifetime_days, "day")}
        </Fact>
        <Fact name="Scopes that keys can get">
          {grantable_scopes === null ? "All" : grantable_scopes.join(", ") || "None"}
        </Fact>
      </Facts>
    </SettingsSection>
  );
}
