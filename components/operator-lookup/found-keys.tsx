"use client";

import { useState } from "react";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { keyName } from "#components/keys/key-name.ts";
import { KeyStatus } from "#components/keys/key-status.tsx";
import { DeskLink } from "#components/operator/desk-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { lazyDialog } from "#components/ui/lazy.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { FoundKey } from "#lib/operator/lookup-schema.ts";

const RevokeFoundKeyDialog = lazyDialog(() =>
  import("#components/operator-lookup/revoke-found-key-dialog.tsx").then(
    (module) => module.RevokeFoundKeyDialog,
  ),
);

type FoundKeysProps = { keys: FoundKey[]; onChange: (key: FoundKey) => void };

export function FoundKeys({ keys, onChange }: FoundKeysProps) {
  const [revoking, setRevoking] = useState<FoundKey | null>(null);
  return (
    <>
      {keys.map((key) => (
        <KeyCard key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
      ))}
      {revoking ? (
        <RevokeFoundKeyDialog apiKey={revoking} onRevoked={onChange} onClose={() => setRevoking(null)} />
      ) : null}
    </>
  );
}

function KeyCard({ apiKey, onRevoke }: { apiKey: FoundKey; onRevoke: () => void }) {
  const hydrated = useHydrated();
  const { id, hint, status, environment, scopes, workspace, creator_email, created_at, last_used_at } =
    apiKey;
  return (
    <SettingsSection
      title={keyName(apiKey)}
      description={
        <span className="mt-1 flex flex-wrap gap-1.5">
          <KeyStatus status={status} />
          <Badge tone={environment === "live" ? "outline" : "plain"}>{environment}</Badge>
        </span>
      }
      footer={
        status === "revoked" ? undefined : (
          <Button tone="danger" disabled={!hydrated} onClick={onRevoke}>
            Revoke key
          </Button>
        )
      }
    >
      <Facts>
        <Fact name="Hint">
          <CopyText text={hint} label="Copy hint" />
        </Fact>
        <Fact name="Key ID">
          <CopyText text={id} label="Copy key ID" />
        </Fact>
        <Fact name="Last used">{last_used_at ? <TimeAgo at={last_used_at} /> : "Never"}</Fact>
        <Fact name="Workspace">
          <DeskLink href={`/operator/workspaces/${workspace.id}`}>{workspace.name}</DeskLink>
          {workspace.status === "active" ? null : (
            <Badge tone="danger" className="ml-1.5 capitalize">
              {workspace.status}
            </Badge>
          )}
        </Fact>
        <Fact name="Owners">
          {workspace.owners.length === 0
            ? "None"
            : workspace.owners.map((email) => (
                <CopyText key={email} text={email} label={`Copy ${email}`} className="flex" />
              ))}
        </Fact>
        <Fact name="Created">
          <TimeAgo at={created_at} />
          {creator_email ? ` by ${creator_email}` : ""}
        </Fact>
        <Fact name="Scopes">{scopes.join(", ") || "None"}</Fact>
      </Facts>
    </SettingsSection>
  );
}
