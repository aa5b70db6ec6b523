"use client";

import { useState } from "react";
import { callApi } from "#components/api-client.ts";
import { ActionDialog } from "#components/operator/action-dialog.tsx";
import { reasonIn } from "#components/operator/reason.ts";
import { LimitFields, limitChangeIn } from "#components/operator-workspaces/limit-fields.tsx";
import { limits } from "#components/operator-workspaces/limit-words.ts";
import { PlanFields, planChangeIn } from "#components/operator-workspaces/plan-fields.tsx";
import { toast } from "#components/ui/toast.ts";
import type {
  OpenPlanRequest,
  OperatorWorkspace,
  OperatorWorkspaceChange,
} from "#lib/operator/workspace-schema.ts";
import type { OperatorPlan } from "#lib/plans/schema.ts";

export type WorkspaceDialogName = "plan" | "accept" | "decline" | "limits" | "suspend" | "resume";

type WorkspaceDialogProps = {
  dialog: WorkspaceDialogName;
  workspace: OperatorWorkspace;
  plans: OperatorPlan[];
  onClose: () => void;
};

const REASON = "For the audit log, which the workspace's admins and owners can read.";

/** Changes a workspace. Nothing changes on screen before the server has said so. */
export function WorkspaceDialog({ dialog, workspace, plans, onClose }: WorkspaceDialogProps) {
  const { words, tone, bodyOf, done } = dialogs[dialog];
  // The one the operator has read: while the dialog is open, the workspace can ask for something else.
  const [request] = useState(workspace.plan_request);
  return (
    <ActionDialog
      {...words(workspace)}
      tone={tone}
      fields={["plan", ...limits.map(({ name }) => `limits.${name}`)]}
      reason={REASON}
      send={async (form) => {
        const change = { ...bodyOf(form, workspace), ...decisionOn(request, dialog) };
        if (Object.keys(change).length === 0) return false;
        const body = { ...change, ...reasonIn(form) };
        await callApi("PATCH", `/operator/workspaces/${workspace.id}`, { body });
        return true;
      }}
      onDone={(changed) => changed && void toast.success(done(workspace))}
      onClose={onClose}
    >
      {(errors) => {
        if (dialog === "limits") return <LimitFields workspace={workspace} plans={plans} errors={errors} />;
        if (dialog !== "plan" && dialog !== "accept") return null;
        const wanted = dialog === "accept" ? request?.plan : undefined;
        return <PlanFields workspace={workspace} plans={plans} wanted={wanted} errors={errors} />;
      }}
    </ActionDialog>
  );
}

function decisionOn(
  request: OpenPlanRequest | null,
  dialog: WorkspaceDialogName,
): Pick<OperatorWorkspaceChange, "plan_request"> {
  if (!request || (dialog !== "accept" && dialog !== "decline")) return {};
  return { plan_request: { id: request.id, decision: dialog === "accept" ? "accepted" : "declined" } };
}

interface WorkspaceAction {
  words: (workspace: OperatorWorkspace) => { heading: string; description: string; action: string };
  tone: "primary" | "danger";
  /** Empty if nothing would change. */
  bodyOf: (form: FormData, workspace: OperatorWorkspace) => OperatorWorkspaceChange;
  done: (workspace: OperatorWorkspace) => string;
}

const named = (name: string, description: string) => ({ heading: name, action: name, description });

const dialogs: Record<WorkspaceDialogName, WorkspaceAction> = {
  plan: {
    words: ({ name }) => named("Change plan", `The next request with a key of ${name} has the new limits.`),
    tone: "primary",
    bodyOf: planChangeIn,
    done: ({ name }) => `The plan of ${name} is changed`,
  },
  accept: {
    words: ({ name }) =>
      named(
        "Accept request",
        `The next request with a key of ${name} has the new limits. Nobody is emailed.`,
      ),
    tone: "primary",
    bodyOf: (form, workspace) => ({
      plan: String(form.get("plan")),
      ...limitChangeIn(form, workspace),
    }),
    done: ({ name }) => `The request of ${name} is accepted`,
  },
  decline: {
    words: ({ name }) =>
      named(
        "Decline request",
        `${name} keeps its plan, and can ask again. Nobody is emailed: write to them.`,
      ),
    tone: "danger",
    bodyOf: () => ({}),
    done: ({ name }) => `The request of ${name} is declined`,
  },
  limits: {
    words: ({ name }) => named("Change limits", `They apply to the next request with a key of ${name}.`),
    tone: "primary",
    bodyOf: limitChangeIn,
    done: ({ name }) => `The limits of ${name} are changed`,
  },
  suspend: {
    words: ({ name }) =>
      named(
        "Suspend workspace",
        `Requests with the keys of ${name} get 403 immediately, and its members can only read. You can lift the suspension at any time.`,
      ),
    tone: "danger",
    bodyOf: () => ({ suspended: true }),
    done: ({ name }) => `${name} is suspended`,
  },
  resume: {
    words: ({ name }) =>
      named(
        "Lift suspension",
        `The keys of ${name} work again immediately, and its members can change things.`,
      ),
    tone: "primary",
    bodyOf: () => ({ suspended: false }),
    done: ({ name }) => `${name} is no longer suspended`,
  },
};
