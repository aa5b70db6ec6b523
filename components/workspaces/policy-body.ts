import { changedOnly } from "#components/forms/form-values.ts";
import { numberIn } from "#components/forms/number-in.ts";
import type { Workspace, WorkspaceChange } from "#lib/workspaces/schema.ts";

/** The rules in a form that differ from those it was opened with. */
export function policyBody(form: FormData, before: Workspace): WorkspaceChange {
  const wanted: WorkspaceChange = {
    max_active_keys: numberIn(form, "max_active_keys"),
    rotation_overlap_max_seconds: Number(form.get("rotation_overlap_max_seconds")),
    // A plan that requires an expiration date shows no check box.
    ...(form.has("has_require_expiry") ? { require_expiry: form.has("require_expiry") } : {}),
    max_lifetime_days: numberIn(form, "max_lifetime_days"),
    grantable_scopes:
      form.get("grantable_scopes.choice") === "some" ? form.getAll("grantable_scopes").map(String) : null,
  };
  return changedOnly(wanted, before);
}
