"use client";

import { numberIn } from "#components/forms/number-in.ts";
import { type LimitName, limits, limitText } from "#components/operator-workspaces/limit-words.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { OperatorWorkspace, OperatorWorkspaceChange } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type Errors = Record<string, string | undefined>;

type LimitFieldsProps = { workspace: OperatorWorkspace; plans: OperatorPlan[]; errors: Errors };

/** The limits of one workspace. An empty field takes the workspace's own limit back. */
export function LimitFields({ workspace, plans, errors }: LimitFieldsProps) {
  const plan = plans.find(({ id }) => id === workspace.plan);
  return (
    <>
      {limits.map(({ name, label }) => (
        <LimitField
          key={name}
          name={name}
          label={name === "rotation_overlap_max_seconds" ? `${label} in seconds` : label}
          value={workspace.limits[name]}
          hint={plan ? `Empty: the ${plan.name} plan's, ${limitText(name, plan[name]).toLowerCase()}.` : ""}
          error={errors[`limits.${name}`]}
        />
      ))}
    </>
  );
}

type LimitFieldProps = {
  name: LimitName;
  label: string;
  value: number | null;
  hint: string;
  error: string | undefined;
};

export function LimitField({ name, label, value, hint, error }: LimitFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(aria) => (
        <Input
          {...aria}
          name={`limits.${name}`}
          inputMode="numeric"
          autoComplete="off"
          defaultValue={value ?? ""}
          className="max-w-48"
        />
      )}
    </Field>
  );
}

/** The limits in a form that differ from those it was opened with, so that it doesn't undo what others changed meanwhile. */
export function limitChangeIn(
  form: FormData,
  { limits: before }: OperatorWorkspace,
): Pick<OperatorWorkspaceChange, "limits"> {
  const wanted: Partial<OperatorWorkspace["limits"]> = {};
  for (const { name } of limits) {
    const field = `limits.${name}`;
    if (!form.has(field)) continue;
    const value = numberIn(form, field);
    if (value !== before[name]) wanted[name] = value;
  }
  return Object.keys(wanted).length > 0 ? { limits: wanted } : {};
}
