"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { durationText } from "#components/durations.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { IdempotentInput } from "#components/forms/idempotent-input.ts";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { overlapsUpTo } from "#components/key-dialogs/overlaps.ts";
import { refusalText } from "#components/keys/key-rights.ts";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogClose, DialogFooter } from "#components/ui/dialog.tsx";
import { FieldGroup } from "#components/ui/field-group.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { MintedKey, PublicKey } from "#lib/keys/schema.ts";

const LONGEST = 7 * 86_400;
const SECRET_LOST =
  "Your previous attempt rotated the key, but the response with the new secret was lost. End the overlap if there is one, then rotate the key again.";

type RotateKeyFormProps = {
  apiKey: PublicKey;
  maxOverlapSeconds: number;
  onRotated: (key: MintedKey) => void;
};

export function RotateKeyForm({ apiKey, maxOverlapSeconds, onRotated }: RotateKeyFormProps) {
  const choices = overlapsUpTo(maxOverlapSeconds);
  const [overlap, setOverlap] = useState(Math.min(86_400, choices.at(-1)!));
  const { formProps, errors, summary, problem, pending } = useRotation(apiKey.id, onRotated);
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-5 text-sm">
        <input type="hidden" name="overlap_seconds" value={overlap} />
        <FieldGroup label="Overlap" field="overlap_seconds" error={errors.overlap_seconds}>
          <Segmented
            label="Overlap"
            options={choices.map((seconds) => ({
              value: String(seconds),
              label: seconds === 0 ? "None" : durationText(seconds),
            }))}
            value={String(overlap)}
            onChange={(value) => setOverlap(Number(value))}
          />
          {maxOverlapSeconds < LONGEST ? (
            <p className="mt-2 text-muted">
              {maxOverlapSeconds === 0
                ? "This workspace doesn't allow an overlap."
                : `This workspace allows up to ${durationText(maxOverlapSeconds)}.`}
            </p>
          ) : null}
        </FieldGroup>
        <Notice tone={overlap === 0 ? "brass" : "plain"}>
          {overlap === 0 ? (
            <>
              Requests with the old secret get 401 immediately. <LastUse apiKey={apiKey} />
            </>
          ) : (
            `Both secrets work for ${durationText(overlap)} and share all limits. Then the old one gets 401. You can end the overlap earlier.`
          )}
        </Notice>
        {apiKey.rotation ? (
          <Notice tone="brass">
            The previous rotation hasn't finished. End its overlap first, or wait: it ends{" "}
            <TimeAgo at={apiKey.rotation.previous_expires_at} />.
          </Notice>
        ) : null}
        <FormSummary>{summary && problem ? refusalText(problem) : summary}</FormSummary>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton pending={pending}>Rotate key</SubmitButton>
      </DialogFooter>
    </form>
  );
}

function LastUse({ apiKey: { last_used_at } }: { apiKey: PublicKey }) {
  if (!last_used_at) return "It has never been used.";
  return (
    <>
      It was last used <TimeAgo at={last_used_at} />.
    </>
  );
}

type Rotation = { overlap_seconds: number };

/** A double click or a repeated attempt rotates the key once. */
function useRotation(id: string, onRotated: (key: MintedKey) => void) {
  const [input] = useState(() => new IdempotentInput<Rotation>());
  const client = useQueryClient();
  return useApiForm({
    fields: ["overlap_seconds"],
    async send(form: FormData) {
      const body = (data: FormData) => ({ overlap_seconds: Number(data.get("overlap_seconds")) });
      const { data } = await input.send(form, body, (attempt) =>
        callApi<{ data: MintedKey }>("POST", `/keys/${id}/rotate`, attempt),
      );
      if (data.secret !== null) return data;
      void client.invalidateQueries({ queryKey: ["keys"] });
      throw new Error(SECRET_LOST);
    },
    onDone: onRotated,
  });
}
