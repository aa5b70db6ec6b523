"use client";

import { number } from "#components/charts/chart-text.ts";
import { keyName } from "#components/keys/key-name.ts";
import { refusalText } from "#components/keys/key-rights.ts";
import { revokeConfirmation } from "#components/keys/revoke-confirmation.ts";
import { useKeyCall, useKeyHours } from "#components/keys/use-key.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { toast } from "#components/ui/toast.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

export function RevokeKeyDialog({ apiKey, onClose }: { apiKey: PublicKey; onClose: () => void }) {
  const name = keyName(apiKey);
  const usage = useKeyHours(apiKey.id);
  const revoke = useKeyCall(apiKey.id, () => {
    toast.success(`${name} is revoked`, { description: "Requests with this key now get 401." });
    onClose();
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`Revoke ${name}?`}
      description="Requests with this key will fail with 401 immediately. This can't be undone."
      typed={revokeConfirmation(apiKey)}
      action="Revoke key"
      pending={revoke.isPending}
      error={refusalText(revoke.error)}
      onConfirm={() => revoke.mutate({ method: "DELETE" })}
    >
      <Facts className="rounded-lg border bg-sunken p-4 lg:grid-cols-2!">
        <Fact wide name="Hint">
          <code className="wrap-anywhere text-compact">{apiKey.hint}</code>
        </Fact>
        <Fact name="Last used">{apiKey.last_used_at ? <TimeAgo at={apiKey.last_used_at} /> : "Never"}</Fact>
        <Fact name="Requests in the last 24 hours">
          <span className="tabular-nums">{countText(usage)}</span>
        </Fact>
      </Facts>
    </ConfirmDialog>
  );
}

function countText({ data, error, failureReason }: ReturnType<typeof useKeyHours>): string {
  if (!data) return error || failureReason ? "Couldn't be counted" : "Counting…";
  return `${number.format(data.requests_current_period)}${data.truncated ? " or more" : ""}`;
}
