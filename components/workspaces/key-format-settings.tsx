"use client";

import { PageHeading } from "#components/settings/page-heading.tsx";
import { AccessNote } from "#components/workspaces/access-note.tsx";
import { FormatFacts } from "#components/workspaces/format-facts.tsx";
import { KeyFormatForm } from "#components/workspaces/key-format-form.tsx";
import { KeyPolicyForm } from "#components/workspaces/key-policy-form.tsx";
import { PolicyFacts } from "#components/workspaces/policy-facts.tsx";
import { type InitialStanding, useStanding } from "#components/workspaces/use-standing.ts";
import type { Scope } from "#lib/scopes/schema.ts";

export function KeyFormatSettings({ initial, scopes }: { initial: InitialStanding; scopes: Scope[] }) {
  const standing = useStanding(initial);
  const { workspace, isAdmin } = standing;
  return (
    <>
      <PageHeading title="Key format">
        What new keys look like, and the rules that they follow. Existing keys don't change.
      </PageHeading>
      <div className="grid gap-5">
        <AccessNote standing={standing} needs="admin" to="change the format and the rules" />
        {isAdmin ? <KeyFormatForm workspace={workspace} /> : <FormatFacts format={workspace.key_format} />}
        {isAdmin ? (
          <KeyPolicyForm workspace={workspace} scopes={scopes} />
        ) : (
          <PolicyFacts workspace={workspace} />
        )}
      </div>
    </>
  );
}
