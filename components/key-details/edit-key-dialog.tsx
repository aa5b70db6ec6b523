"use client";

import { callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useApiForm } from "#components/forms/use-api-form.ts";
import { changedFields } from "#components/key-details/changed-fields.ts";
import { EditExpiryField } from "#components/key-details/edit-expiry-field.tsx";
import { EditLimitField } from "#components/key-details/edit-limit-field.tsx";
import { EditScopesField } from "#components/key-details/edit-scopes-field.tsx";
import { refusalText } from "#components/key-details/key-rights.ts";
import { MetadataField } from "#components/key-details/metadata-field.tsx";
import { useTakeKey } from "#components/key-details/use-key.ts";
import { keyName } from "#components/keys/key-name.ts";
import { highestLimit } from "#components/keys/limit-cap.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogClose, DialogFooter, DialogPanel } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { Scope } from "#lib/scopes/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

const fields = [
  "name",
  "scopes",
  "expires_at",
  "rate_limit.requests",
  "rate_limit.window_seconds",
  "external_id",
  "metadata",
];

type EditKeyDialogProps = {
  apiKey: PublicKey;
  scopes: Scope[];
  workspace: WorkspaceDetail;
  onClose: () => void;
};

export function EditKeyDialog({ apiKey, scopes, workspace, onClose }: EditKeyDialogProps) {
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        heading="Edit key"
        description={`Changes of ${keyName(apiKey)} apply from its next request. The secret stays the same.`}
      >
        <EditKeyForm apiKey={apiKey} scopes={scopes} workspace={workspace} onClose={onClose} />
      </DialogPanel>
    </Dialog>
  );
}

function EditKeyForm({ apiKey, scopes, workspace, onClose }: EditKeyDialogProps) {
  const { formProps, errors, problem, summary, pending } = useEditForm(apiKey, workspace, onClose);
  const invalid = (pointer: string) =>
    problem?.errors.some((error) => error.pointer === pointer && error.code === "invalid_type");
  return (
    <form {...formProps} className="contents">
      <DialogBody className="grid gap-6">
        <FormSummary>{summary && problem ? refusalText(problem) : summary}</FormSummary>
        <Field label="Name" hint="For example, the app, job or server that uses it." error={errors.name}>
          {(aria) => (
            <Input
              {...aria}
              name="name"
              defaultValue={apiKey.name ?? ""}
              autoComplete="off"
              maxLength={100}
            />
          )}
        </Field>
        <EditScopesField
          current={apiKey.scopes}
          scopes={scopes}
          grantable={workspace.key_policy.grantable_scopes}
          error={errors.scopes}
        />
        <EditExpiryField
          expiresAt={apiKey.expires_at}
          policy={workspace.key_policy}
          error={expiryError(errors.expires_at, problem?.errors)}
        />
        <EditLimitField
          current={apiKey.rate_limit}
          requestsPerMinute={workspace.limits.requests_per_minute}
          errors={{ requests: errors["rate_limit.requests"], window: errors["rate_limit.window_seconds"] }}
          aboveThePlan={Boolean(invalid("/rate_limit/requests"))}
        />
        <ExternalIdField current={apiKey.external_id} error={errors.external_id} />
        <MetadataField
          metadata={apiKey.metadata}
          error={errors.metadata && invalid("/metadata") ? "Must be a JSON object." : errors.metadata}
        />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button tone="plain">Cancel</Button>
        </DialogClose>
        <SubmitButton pending={pending}>Save changes</SubmitButton>
      </DialogFooter>
    </form>
  );
}

function ExternalIdField({ current, error }: { current: string | null; error: string | undefined }) {
  return (
    <Field label="External ID" hint="Your own ID for the customer who uses this key." error={error}>
      {(aria) => (
        <Input
          {...aria}
          name="external_id"
          defaultValue={current ?? ""}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

function useEditForm(apiKey: PublicKey, workspace: WorkspaceDetail, onClose: () => void) {
  const take = useTakeKey();
  const highest = (seconds: number) => highestLimit(workspace.limits.requests_per_minute, seconds);
  return useApiForm({
    fields,
    async send(form: FormData): Promise<PublicKey> {
      const body = changedFields(form, apiKey, highest, Date.now());
      if (Object.keys(body).length === 0) return apiKey;
      return (await callApi<{ data: PublicKey }>("PATCH", `/keys/${apiKey.id}`, { body })).data;
    },
    onDone(key) {
      take(key);
      onClose();
    },
  });
}

/** The API's messages are about timestamps, but the form asks for a date. */
function expiryError(error: string | undefined, errors: { pointer: string; code: string }[] = []) {
  if (!error) return undefined;
  const code = errors.find(({ pointer }) => pointer === "/expires_at")?.code;
  if (code === "not_in_the_future") return "Choose today or a later date.";
  return code === "expiry_required" || code === "lifetime_exceeded" ? error : "Choose a date.";
}
