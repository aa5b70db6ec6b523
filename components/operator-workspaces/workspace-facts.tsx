import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OperatorWorkspaceDetail } from "#lib/operator/workspace-schema.ts";

export function WorkspaceFacts({ workspace }: { workspace: OperatorWorkspaceDetail }) {
  const { owners, active_keys, created_at } = workspace;
  return (
    <SettingsSection title="Workspace" description="Whom to write to, and how much it is used.">
      <Facts>
        <Fact name={owners.length === 1 ? "Owner" : "Owners"}>
          {owners.length === 0
            ? "None"
            : owners.map((email) => (
                <CopyText key={email} text={email} label={`Copy ${email}`} className="flex" />
              ))}
        </Fact>
        <Fact name="Active keys, live and test">{active_keys.toLocaleString("en")}</Fact>
        <Fact name="Created">
          <TimeAgo at={created_at} />
        </Fact>
      </Facts>
    </SettingsSection>
  );
}
