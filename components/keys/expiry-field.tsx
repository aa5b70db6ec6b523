"use client";

import { useState } from "react";
import { expiryChoices, expiryOf, latestExpiry, localDay } from "#components/keys/expiry-choices.ts";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

type ExpiryFieldProps = { policy: WorkspaceDetail["key_policy"]; error?: string | undefined };

const dayName = new Intl.DateTimeFormat("en", { dateStyle: "long" });

export function ExpiryField({ policy, error }: ExpiryFieldProps) {
  const choices = expiryChoices(policy);
  const [choice, setChoice] = useState(choices[0]!.value);
  const custom = choice === "custom";
  return (
    <div className="grid gap-3">
      <Field
        label="Expiration"
        error={custom ? undefined : error}
        hint={<ExpiryHint choice={choice} policy={policy} />}
      >
        {(aria) => (
          <Select {...aria} name="expiry" value={choice} onChange={(event) => setChoice(event.target.value)}>
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
          {(aria) => <DayInput {...aria} longestDays={policy.max_lifetime_days} />}
        </Field>
      ) : null}
    </div>
  );
}

function DayInput({ longestDays, ...aria }: { longestDays: number | null }) {
  const latest = latestExpiry(longestDays, Date.now());
  return (
    <Input
      {...aria}
      type="date"
      name="expires_at"
      min={localDay(new Date())}
      max={latest ? localDay(latest) : undefined}
      required
    />
  );
}

function ExpiryHint({ choice, policy }: { choice: string; policy: WorkspaceDetail["key_policy"] }) {
  const expiry = expiryOf(choice, "", policy.max_lifetime_days, Date.now());
  const rule = ruleOf(policy);
  if (expiry) return `On ${dayName.format(expiry)}. ${rule}`.trim();
  return rule || (choice === "custom" ? undefined : "The key works until you revoke it.");
}

function ruleOf({ require_expiry, max_lifetime_days: days }: WorkspaceDetail["key_policy"]): string {
  if (days !== null)
    return `Keys of this workspace work for at most ${days === 1 ? "1 day" : `${days} days`}.`;
  return require_expiry ? "Keys of this workspace must expire." : "";
}
