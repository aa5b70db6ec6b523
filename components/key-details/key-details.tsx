"use client";

import { useState } from "react";
import { ApiProblem } from "#components/api-client.ts";
import { KeyActivitySection } from "#components/key-details/key-activity.tsx";
import { type KeyCreator, KeyFacts } from "#components/key-details/key-facts.tsx";
import { KeyHeader } from "#components/key-details/key-header.tsx";
import { KeyLimitsCard } from "#components/key-details/key-limits.tsx";
import { KeyNotFound } from "#components/key-details/key-not-found.tsx";
import { KeyRequests } from "#components/key-details/key-requests.tsx";
import { KeyUsageSection } from "#components/key-details/key-usage.tsx";
import { RotationPanel } from "#components/key-details/rotation-panel.tsx";
import { type KeyDialogName, KeyDialogs } from "#components/key-dialogs/key-dialogs.tsx";
import { keyName } from "#components/keys/key-name.ts";
import { type KeyViewer, rightsOf } from "#components/keys/key-rights.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { useKey } from "#components/keys/use-key.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { KeyLimits, LoggedRequest } from "#lib/usage/schema.ts";

type KeyDetailsProps = {
  /** What the server rendered. The browser reads it again. */
  initial: { apiKey: PublicKey; limits: KeyLimits; requests: LoggedRequest[] };
  creator: KeyCreator;
  rules: KeyRules;
  viewer: KeyViewer;
  mayAudit: boolean;
};

/** Everything about one key. */
export function KeyDetails({ initial, creator, rules, viewer, mayAudit }: KeyDetailsProps) {
  const { data: apiKey = initial.apiKey, error } = useKey(initial.apiKey.id, initial.apiKey);
  const [dialog, setDialog] = useState<KeyDialogName | null>(null);
  const gone = error instanceof ApiProblem && error.status === 404;
  return (
    <>
      {gone ? (
        <KeyNotFound />
      ) : (
        <KeyParts {...{ apiKey, initial, creator, viewer, mayAudit }} onOpen={setDialog} />
      )}
      {/* Stays when the key can't be read any more, because it may show a new secret. */}
      <KeyDialogs opened={dialog && { apiKey, dialog }} rules={rules} onClose={() => setDialog(null)} />
    </>
  );
}

type KeyPartsProps = Omit<KeyDetailsProps, "rules"> & {
  apiKey: PublicKey;
  onOpen: (dialog: KeyDialogName) => void;
};

function KeyParts({ apiKey, initial, creator, viewer, mayAudit, onOpen }: KeyPartsProps) {
  const { mayChange, why } = rightsOf(viewer, apiKey);
  const works = apiKey.status !== "revoked";
  return (
    <>
      <Breadcrumbs parent={{ href: "/settings/api-keys", name: "API keys" }} current={keyName(apiKey)} />
      <KeyHeader apiKey={apiKey} mayChange={mayChange} onOpen={onOpen} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        {works && why && !viewer.workspaceSuspended ? <Notice role="note">{why}</Notice> : null}
        <StatusNotice apiKey={apiKey} />
        {works && apiKey.rotation ? (
          <RotationPanel apiKey={apiKey} rotation={apiKey.rotation} mayChange={mayChange} />
        ) : null}
        {works ? (
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <KeyFacts apiKey={apiKey} creator={creator} />
            <KeyLimitsCard apiKey={apiKey} initial={initial.limits} />
          </div>
        ) : (
          <KeyFacts apiKey={apiKey} creator={creator} />
        )}
        <KeyUsageSection apiKey={apiKey} />
        <KeyRequests apiKey={apiKey} initial={initial.requests} />
        <KeyActivitySection apiKey={apiKey} mayAudit={mayAudit} />
      </div>
    </>
  );
}

function StatusNotice({ apiKey: { status, revoked_at, expires_at } }: { apiKey: PublicKey }) {
  if (status === "revoked" && revoked_at)
    return (
      <Notice tone="danger">
        Revoked <TimeAgo at={revoked_at} />. Requests with this key get 401, and it can't be enabled again.
      </Notice>
    );
  if (status === "expired" && expires_at)
    return (
      <Notice tone="brass">
        Expired <TimeAgo at={expires_at} />. Requests with this key get 401. To use it again, choose a later
        expiration.
      </Notice>
    );
  if (status === "disabled")
    return (
      <Notice tone="brass">This key is disabled. Requests with it get 403 until you enable it again.</Notice>
    );
  return null;
}
