import { DeskLink } from "#components/operator/desk-link.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { OperatorRequest } from "#lib/operator/request-schema.ts";

export function FoundRequest({ request }: { request: OperatorRequest }) {
  const { request_id: id, at, method, path, status, ip, user_agent, workspace_id } = request;
  return (
    <SettingsSection title="Request" description="What was sent, and how it was answered.">
      <Facts>
        <Fact name="Request ID">
          <CopyText text={id} label="Copy request ID" />
        </Fact>
        <Fact name="Request">
          <code className="wrap-anywhere text-compact">
            {method} {path}
          </code>
        </Fact>
        <Fact name="Answer">
          {status}, <TimeAgo at={at} />
        </Fact>
        <Fact name="Address">{ip ?? "Unknown"}</Fact>
        <Fact name="User agent">{user_agent ?? "Unknown"}</Fact>
        <Fact name="Workspace">
          {workspace_id ? (
            <DeskLink href={`/operator/workspaces/${workspace_id}`}>{workspace_id}</DeskLink>
          ) : (
            "None"
          )}
        </Fact>
      </Facts>
    </SettingsSection>
  );
}
