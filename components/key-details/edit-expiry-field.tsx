"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

const presets = [
  { days: 7, label: "In 7 days" },
  { days: 30, label: "In 30 days" },
  { days: 90, label: "In 90 days" },
  { days: 365, label: "In 1 year" },
];
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

type EditExpiryFieldProps = {
  expiresAt: string | null;
  policy: Pick<WorkspaceDetail["key_policy"], "require_expiry" | "max_lifetime_days">;
  error: string | undefined;
};

export function EditExpiryField({ expiresAt, policy, error }: EditExpiryFieldProps) {
  const [choice, setChoice] = useState("keep");
  const custom = choice === "custom";
  const { require_expiry, max_lifetime_days } = policy;
  const hint = max_lifetime_days
    ? `Keys of this workspace work for at most ${max_lifetime_days} days from their creation.`
    : undefined;
  return (
    <div className="grid gap-3">
      <Field label="Expiration" hint={hint} error={custom ? undefined : error}>
        {(aria) => (
          <Select
            {...aria}
            name="expires_at"
            value={choice}
            onChange={(event) => setChoice(event.target.value)}
          >
            <option value="keep">
              {expiresAt ? `Unchanged: ${date.format(new Date(expiresAt))}` : "Unchanged: never"}
            </option>
            {expiresAt && !require_expiry ? <option value="never">Never</option> : null}
            {presets
              .filter(({ days }) => days <= (max_lifetime_days ?? days))
              .map(({ days, label }) => (
                <option key={days} value={days}>
                  {label}
                </option>
              ))}
            <option value="custom">Custom date</option>
          </Select>
        )}
      </Field>
      {custom ? (
        <Field label="Last day" hint="Valid through the end of this day." error={error}>
          {(aria) => <Input {...aria} type="date" name="expires_at" required />}
        </Field>
      ) : null}
    </div>
  );
}
