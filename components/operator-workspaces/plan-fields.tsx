"use client";

import { useState } from "react";
import { LimitField, limitChangeIn } from "#components/operator-workspaces/limit-fields.tsx";
import { limits, limitText } from "#components/operator-workspaces/limit-words.ts";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import type { OperatorWorkspace, OperatorWorkspaceChange } from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

type PlanFieldsProps = {
  workspace: OperatorWorkspace;
  plans: OperatorPlan[];
  /** The plan that the workspace asks for. */
  wanted: string | undefined;
  errors: Record<string, string | undefined>;
};

/** The plan, with what it limits. One without a rate limit needs one for this workspace. */
export function PlanFields({ workspace, plans, wanted, errors }: PlanFieldsProps) {
  const [chosen, setChosen] = useState(wanted ?? workspace.plan);
  const plan = plans.find(({ id }) => id === chosen);
  const needsLimit = plan?.requests_per_minute === null;
  return (
    <>
      <Field label="Plan" error={errors.plan}>
        {(aria) => (
          <Select {...aria} name="plan" value={chosen} onChange={({ target }) => setChosen(target.value)}>
            {plans.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
                {id === workspace.plan ? " (current)" : ""}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {plan ? <PlanFacts plan={plan} workspace={workspace} /> : null}
      {needsLimit ? (
        <LimitField
          name="requests_per_minute"
          label="Requests per minute for this workspace"
          value={workspace.limits.requests_per_minute}
          hint="This plan has no rate limit of its own, so the workspace needs one."
          error={errors["limits.requests_per_minute"]}
        />
      ) : null}
    </>
  );
}

function PlanFacts({ plan, workspace }: { plan: OperatorPlan; workspace: OperatorWorkspace }) {
  return (
    <Facts columns={2} className="rounded-lg border bg-sunken p-4">
      {limits.map(({ name, label }) => (
        <Fact key={name} name={label}>
          {limitText(name, plan[name])}
          {workspace.limits[name] === null ? null : (
            <span className="block text-muted text-xs">
              Own limit: {limitText(name, workspace.limits[name])} stays
            </span>
          )}
        </Fact>
      ))}
    </Facts>
  );
}

/** The plan and the limit in a form that differ from those it was opened with. */
export function planChangeIn(form: FormData, workspace: OperatorWorkspace): OperatorWorkspaceChange {
  const plan = String(form.get("plan"));
  return { ...(plan !== workspace.plan && { plan }), ...limitChangeIn(form, workspace) };
}
