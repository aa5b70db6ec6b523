"use client";

import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import { caps, overlapChoices, overlapText } from "#components/workspaces/policy-words.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

type PolicyFieldProps = { workspace: WorkspaceDetail; error: string | undefined };

export function MaxKeysField({ workspace, error }: PolicyFieldProps) {
  return (
    <Field
      label="Maximum active keys"
      hint={`Live and test keys together. Leave empty to use your plan's limit. ${caps(workspace).max_active_keys}`}
      error={error}
    >
      {(aria) => (
        <Input
          {...aria}
          name="max_active_keys"
          inputMode="numeric"
          defaultValue={workspace.max_active_keys ?? ""}
          className="max-w-48"
        />
      )}
    </Field>
  );
}

export function OverlapField({ workspace, error }: PolicyFieldProps) {
  const current = workspace.rotation_overlap_max_seconds;
  return (
    <Field
      label="Maximum rotation overlap"
      hint={`How long the previous secret of a rotated key can keep working. ${caps(workspace).rotation_overlap ?? ""}`}
      error={error}
    >
      {(aria) => (
        <Select
          {...aria}
          name="rotation_overlap_max_seconds"
          defaultValue={String(current)}
          className="max-w-48"
        >
          {overlapChoices(current).map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? "No overlap" : overlapText(seconds)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function LifetimeField({ workspace, error }: PolicyFieldProps) {
  return (
    <Field
      label="Maximum lifetime in days"
      hint={`From a key's creation. New keys then need an expiration date. Leave empty to use your plan's maximum. ${caps(workspace).max_lifetime}`}
      error={error}
    >
      {(aria) => (
        <Input
          {...aria}
          name="max_lifetime_days"
          inputMode="numeric"
          defaultValue={workspace.max_lifetime_days ?? ""}
          className="max-w-48"
        />
      )}
    </Field>
  );
}

export function ExpiryRule({ workspace }: { workspace: WorkspaceDetail }) {
  const required = caps(workspace).require_expiry;
  if (required) return <p className="text-sm">{required}</p>;
  return (
    <>
      <input type="hidden" name="has_require_expiry" value="1" />
      <RequireExpiry required={workspace.require_expiry} />
    </>
  );
}

function RequireExpiry({ required }: { required: boolean }) {
  const [checked, setChecked] = useState(required);
  return (
    <Checkbox
      name="require_expiry"
      label="Require an expiration date"
      description="New keys must have one."
      checked={checked}
      onChange={setChecked}
    />
  );
}
