import { must } from "#db/atomically.ts";
import * as budgets from "#db/queries/budgets.ts";
import * as operators from "#db/queries/operators.ts";
import * as plans from "#db/queries/plans.ts";
import { env } from "#env.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { queueMailAbout } from "#lib/mail/queue-mail.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import type { PlanRequest, PlanRequested, Workspace } from "#lib/workspaces/schema.ts";
import { getWorkspace } from "#lib/workspaces/workspaces.ts";

const DAY_MS = 86_400_000;
/** Requests per day. A user could otherwise send any number of emails by creating and deleting workspaces. */
const PER_WORKSPACE = 3;
const PER_USER = 10;
const MOST_OPERATORS = 20;

/**
 * Asks the operators for another plan, by email.
 * Throws `not_found`, `forbidden` (`insufficient_role`, `workspace_suspended`), `validation_failed` (`plan`), `too_many_attempts`, and the problems of `commitAs`.
 */
export async function requestPlan(
  actor: UserActor,
  id: string,
  wanted: PlanRequest,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<PlanRequested> {
  const workspace = await getWorkspace(actor, id);
  const plan = await findPlan(wanted.plan, workspace.plan);
  const recipients = await operators.recipients(env.operatorEmails, MOST_OPERATORS);
  const answer: PlanRequested = { plan: plan.id, status: "requested" };
  const details = {
    workspace: workspace.name,
    plan: plan.id,
    current: workspace.plan,
    by: actor.email,
    note: wanted.note || null,
  };
  const resetsAt = new Date(now.getTime() + DAY_MS);
  const subjects = [`plan request ${id}`, `plan requests of ${actor.userId}`].map(sha256) as [string, string];
  const failedStep = await commitAs(
    actor,
    [requestedEvent(workspace, plan.id, wanted.note)],
    (tx) => [
      must(subjects[0], budgets.use(tx, subjects[0], PER_WORKSPACE, now, resetsAt)),
      must(subjects[1], budgets.use(tx, subjects[1], PER_USER, now, resetsAt)),
      ...recipients.map(({ id: userId }) =>
        queueMailAbout(tx, { kind: "plan_requested", to: { userId }, aboutId: id, details }, now),
      ),
    ],
    {
      storeAnswer: execution?.storeAnswer(answer),
      requires: { workspaceId: id, role: "owner", exclusive: true },
    },
  );
  if (failedStep) throw await tooMany(failedStep, now);
  return answer;
}

async function findPlan(id: string, current: string): Promise<plans.PlanRow> {
  const plan = await plans.byId(id);
  if (plan && id !== current) return plan;
  const error = plan
    ? { code: "current_plan", detail: "The workspace already has this plan." }
    : { code: "unknown_plan", detail: "Unknown plan. GET /api/v1/plans lists all plans." };
  throw problem("validation_failed", { errors: [{ pointer: "/plan", ...error }] });
}

const requestedEvent = (
  { id, name, plan }: Workspace,
  wanted: string,
  note: string | undefined,
): NewEvent => ({
  action: "workspace.plan_requested",
  workspaceId: id,
  target: { type: "workspace", id, label: name },
  changes: {
    plan: { before: plan, after: wanted },
    ...(note ? { note: { before: null, after: note } } : {}),
  },
});

async function tooMany(subject: string, now: Date) {
  const resetsAt = await budgets.resetsAt(subject, now);
  const waitMs = resetsAt ? resetsAt.getTime() - now.getTime() : 0;
  return problem("too_many_attempts", {
    detail: `A workspace can ask for a plan ${PER_WORKSPACE} times a day, and a user ${PER_USER} times. Your earlier requests were sent.`,
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}
