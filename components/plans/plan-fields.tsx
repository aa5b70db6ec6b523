"use client";

import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import { overlapChoices, overlapText } from "#components/workspaces/policy-words.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type PlanFieldsProps = { plan: OperatorPlan | null; errors: Record<string, string | undefined> };

export function PlanFields({ plan, errors }: PlanFieldsProps) {
  return (
    <>
      <Field label="Name" error={errors.name}>
        {(aria) => (
          <Input {...aria} name="name" defaultValue={plan?.name ?? ""} autoComplete="off" maxLength={100} />
        )}
      </Field>
      {plan ? null : (
        <Field
          label="ID"
          hint="Lowercase letters, digits and hyphens, such as pro-2026. It can't be changed later."
          error={errors.id}
        >
          {(aria) => (
            <Input
              {...aria}
              name="id"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={40}
              className="font-mono"
            />
          )}
        </Field>
      )}
      <div className="grid items-start gap-5 sm:grid-cols-2">
        {limits.map((limit) => (
          <NumberField key={limit.name} {...limit} plan={plan} errors={errors} />
        ))}
        <OverlapField plan={plan} error={errors.rotation_overlap_max_seconds} />
        <NumberField {...position} plan={plan} errors={errors} initial={100} />
      </div>
      <Rules plan={plan} />
    </>
  );
}

const limits = [
  {
    name: "requests_per_minute",
    label: "Requests per minute",
    hint: "Empty: each workspace gets its own.",
  },
  { name: "monthly_quota", label: "Requests per month", hint: "Empty: no limit." },
  { name: "max_active_keys", label: "Active keys", hint: "Live and test. Empty: no limit." },
  { name: "max_lifetime_days", label: "Maximum key lifetime in days", hint: "Empty: no maximum." },
] as const;
const position = {
  name: "position",
  label: "Position",
  hint: "Plans are listed by it, lowest first.",
} as const;

type NumberFieldProps = PlanFieldsProps & {
  name: "requests_per_minute" | "monthly_quota" | "max_active_keys" | "max_lifetime_days" | "position";
  label: string;
  hint: string;
  initial?: number;
};

function NumberField({ name, label, hint, plan, errors, initial }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint} error={errors[name]}>
      {(aria) => (
        <Input
          {...aria}
          name={name}
          inputMode="numeric"
          autoComplete="off"
          defaultValue={(plan ? plan[name] : initial) ?? ""}
        />
      )}
    </Field>
  );
}

function OverlapField({ plan, error }: { plan: OperatorPlan | null; error: string | undefined }) {
  const current = plan?.rotation_overlap_max_seconds ?? null;
  return (
    <Field label="Maximum rotation overlap" hint="Of a rotated key's old secret." error={error}>
      {(aria) => (
        <Select {...aria} name="rotation_overlap_max_seconds" defaultValue={current === null ? "" : current}>
          <option value="">The workspace decides</option>
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

function Rules({ plan }: { plan: OperatorPlan | null }) {
  const [requires, setRequires] = useState(plan?.require_expiry ?? false);
  const [isDefault, setDefault] = useState(false);
  return (
    <div className="grid gap-3">
      <Checkbox
        name="require_expiry"
        label="Keys need an expiration date"
        description="Holds for keys that are created or changed from now on."
        checked={requires}
        onChange={setRequires}
      />
      {plan?.default ? (
        <p className="text-muted text-sm">
          New workspaces get this plan. To change that, make another plan the one of new workspaces.
        </p>
      ) : (
        <Checkbox
          name="default"
          label="New workspaces get this plan"
          description="Instead of the one that they get now. It needs a limit per minute."
          checked={isDefault}
          onChange={setDefault}
        />
      )}
    </div>
  );
}
