"use client";

import { useState } from "react";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { type Attempt, IdempotentInput } from "#components/forms/idempotent-input.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { keyName } from "#components/keys/key-name.ts";
import { useRefreshKeys } from "#components/keys/use-key.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { toast } from "#components/ui/toast.ts";
import type { BulkChange, BulkOutcome, PublicKey } from "#lib/keys/schema.ts";

export type BulkAction = BulkChange["action"];

type BulkDialogProps = { action: BulkAction; keys: PublicKey[]; onClose: () => void; onDone: () => void };

const words = {
  disable: {
    verb: "Disable",
    done: "disabled",
    description: "Requests with these keys will fail with 403 until you enable them again.",
  },
  revoke: {
    verb: "Revoke",
    done: "revoked",
    description: "Requests with these keys will fail with 401 immediately. This can't be undone.",
  },
};

/** Asks before several keys are disabled or revoked: all of them, or none. */
export function BulkDialog({ action, keys, onClose, onDone }: BulkDialogProps) {
  const { verb, done, description } = words[action];
  const count = keys.length === 1 ? "1 key" : `${keys.length} keys`;
  const change = useBulkChange(action, keys, (changed) => {
    toast.success(`${changed === 1 ? "1 key is" : `${changed} keys are`} ${done}`);
    onDone();
  });
  const typed = `revoke ${count}`;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      heading={`${verb} ${count}?`}
      description={description}
      {...(action === "revoke" && { typed: { label: `Type “${typed}” to confirm`, text: typed } })}
      action={`${verb} keys`}
      pending={change.isPending}
      error={change.error ? explain(change.error, keys) : undefined}
      onConfirm={() => change.mutate()}
    >
      <ScrollArea aria-label="Keys" className="max-h-48 rounded-lg border px-3.5 py-2.5">
        <ul className="grid gap-2">
          {keys.map((key) => (
            <li key={key.id} className="flex min-w-0 items-baseline justify-between gap-4">
              <span className="truncate">{keyName(key)}</span>
              <span className="shrink-0 text-muted text-xs">
                {key.last_used_at ? (
                  <>
                    used <TimeAgo at={key.last_used_at} />
                  </>
                ) : (
                  "never used"
                )}
              </span>
            </li>
          ))}
        </ul>
      </ScrollArea>
    </ConfirmDialog>
  );
}

function useBulkChange(action: BulkAction, keys: PublicKey[], onChanged: (count: number) => void) {
  const [input] = useState(() => new IdempotentInput<BulkChange>());
  const refreshKeys = useRefreshKeys();
  const send = (attempt: Attempt<BulkChange>) =>
    callApi<{ data: BulkOutcome[] }>("POST", "/keys/bulk", attempt);
  return useSubmission({
    mutationFn: () => {
      const form = new FormData();
      for (const { id } of keys) form.append("ids", id);
      return input.send(form, () => ({ action, ids: keys.map(({ id }) => id) }), send);
    },
    onSuccess: ({ data }) => onChanged(data.filter(({ outcome }) => !outcome.startsWith("already")).length),
    // Also after an error: someone else may have changed them.
    onSettled: () => refreshKeys(),
  });
}

/** With the names of the keys that the server refused to change. */
function explain(error: Error, keys: PublicKey[]): string {
  if (!(error instanceof ApiProblem)) return error.message;
  const named = error.errors.flatMap(({ pointer }) => {
    const key = keys[Number(pointer.match(/^\/ids\/(\d+)$/)?.[1])];
    return key ? [keyName(key)] : [];
  });
  const [first] = error.errors;
  return named.length > 0
    ? `No key was changed. ${named.join(", ")}: ${first?.detail ?? error.detail}`
    : error.detail;
}
