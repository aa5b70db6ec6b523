"use client";

import { useState } from "react";
import {
  expiryChoices,
  expiryOf,
  expiryRule,
  latestExpiry,
  localDay,
} from "#components/key-dialogs/expiry-choices.ts";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

type ExpiryFieldProps = {
  policy: WorkspaceDetail["key_policy"];
  /** The key that is changed, or null. */
  current: PublicKey | null;
  error: string | undefined;
};

const dayName = new Intl.DateTimeFormat("en", { dateStyle: "long" });

/** Both inputs have the API's name: the choice, and the day if it is custom. */
export function ExpiryField({ policy, current, error }: ExpiryFieldProps) {
  const choices = expiryChoices(policy, current, Date.now());
  const [wanted, setWanted] = useState<string | null>(null);
  // The policy may change while the dialog is open, and with it the choices.
  const choice = choices.some(({ value }) => value === wanted) ? String(wanted) : choices[0]!.value;
  const custom = choice === "custom";
  const latest = latestExpiry(policy, current, Date.now());
  return (
    <div className="grid gap-3">
      <Field
        label="Expiration"
        error={custom ? undefined : error}
        hint={hintOf(choice, latest, expiryRule(policy))}
      >
        {(aria) => (
          <Select
            {...aria}
            name="expires_at"
            value={choice}
            onChange={(event) => setWanted(event.target.value)}
          >
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {custom ? (
        <Field label="Last day" hint="Valid through the end of this day." error={error}>
          {(aria) => (
            <Input
              {...aria}
              type="date"
              name="expires_at"
              min={localDay(new Date())}
              max={latest ? localDay(latest) : undefined}
              required
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}

function hintOf(choice: string, latest: Date | null, rule: string): string | undefined {
  if (choice === "never") return "The key works until you revoke it.";
  const expiry = choice === "keep" ? null : expiryOf(choice, "", latest, Date.now());
  return [expiry ? `On ${dayName.format(expiry)}.` : "", rule].join(" ").trim() || undefined;
}
