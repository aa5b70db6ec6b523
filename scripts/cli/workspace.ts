import type { OperatorWorkspaceRow } from "#db/queries/installation/workspaces.ts";
import type { OperatorWorkspace, OperatorWorkspaceChange } from "#lib/operator/workspace-schema.ts";
import type { Cli } from "./command.ts";
import { did, Refusal, type Result, shows } from "./output.ts";
import * as values from "./values.ts";

const WHICH = "WORKSPACE is its ID, its name, or the email address of a member.";

export function addWorkspace(cli: Cli): void {
  const workspace = cli
    .command("workspace")
    .description("Your customers' workspaces.")
    .helpCommand(false) as Cli;
  addList(workspace);
  const verb: AddVerb = (name, summary, description) =>
    (workspace.command(name) as Cli)
      .summary(summary)
      .description(`${description} ${WHICH}`)
      .argument("WORKSPACE", "", values.query);
  verb("show", "show a workspace: plan, limits, members", "Shows a workspace.").does(
    async ([which]: [string]) => shows(await show(await findWorkspace(which))),
  );
  verb(
    "plan",
    "move a workspace to another plan",
    "Moves a workspace to another plan, from its next request on.",
  )
    .argument("PLAN", "", values.planId)
    .does(async ([which, plan]: [string, string]) => assignPlan(await findWorkspace(which), plan));
  verb(
    "suspend",
    "refuse all requests with a workspace's keys",
    "Refuses all requests with a workspace's keys, from the next one on. Its members can only read.",
  ).does(async ([which]: [string]) => suspend(await findWorkspace(which), true));
  verb("resume", "end a workspace's suspension", "Ends a workspace's suspension.").does(
    async ([which]: [string]) => suspend(await findWorkspace(which), false),
  );
  addDecisions(verb);
  addLimits(verb("limits", "show or set a workspace's own limits", LIMITS));
}

type AddVerb = (name: string, summary: string, description: string) => Cli;

function addDecisions(verb: AddVerb): void {
  const decision = (name: string, summary: string, description: string) =>
    verb(name, summary, description).argument("REQUEST", "", values.id("evt"));
  decision(
    "accept",
    "accept a workspace's request for another plan",
    "Accepts a workspace's request for another plan, which it then has from its next request on. REQUEST is its ID, from workspace show.",
  )
    .option("--plan <PLAN>", "another plan than the one it asked for", values.planId)
    .does(async ([which, request]: [string, string], { plan }: { plan?: string }) =>
      accept(await findWorkspace(which), request, plan),
    );
  decision(
    "decline",
    "decline a workspace's request for another plan",
    "Declines a workspace's request for another plan. It keeps its plan, and can ask again. REQUEST is its ID, from workspace show.",
  ).does(async ([which, request]: [string, string]) => decline(await findWorkspace(which), request));
}

function addList(workspace: Cli): void {
  (workspace.command("list") as Cli)
    .summary("list workspaces, newest first")
    .description("Lists workspaces, newest first. TEXT is part of their name or of a member's email address.")
    .argument("[TEXT]", "", values.query)
    .option("--suspended", "only suspended ones")
    .option("--asking", "only those that ask for another plan")
    .option("--limit <N>", "how many, from 1 to 1,000", values.limit, 100)
    .does(
      async (
        [text]: [string | undefined],
        options: { suspended?: boolean; asking?: boolean; limit: number },
      ) => {
        const { listAllWorkspaces } = await import("#lib/operator/workspaces.ts");
        const { items } = await listAllWorkspaces({
          limit: options.limit,
          status: options.suspended ? "suspended" : "not_deleted",
          ...(options.asking && { planRequested: true }),
          ...(text !== undefined && { q: text }),
        });
        return shows(items.map(toRow));
      },
    );
}

const LIMITS =
  "Sets limits for one workspace, which replace its plan's from the next request on; plan: the plan's limit applies again. Without options, shows them and the limits in force.";

interface LimitOptions {
  rpm?: values.Amount;
  quota?: values.Amount;
  maxKeys?: values.Amount;
  overlap?: values.Amount;
}

function addLimits(limits: Cli): void {
  limits
    .option("--rpm <N|plan>", "requests per minute", values.amountOr("plan"))
    .option("--quota <N|plan>", "requests per month", values.amountOr("plan"))
    .option("--max-keys <N|plan>", "active keys", values.amountOr("plan", values.MOST_KEYS))
    .option("--overlap <S|plan>", "longest overlap of a rotation in seconds", values.overlapOr("plan"))
    .does(async ([which]: [string], { rpm, quota, maxKeys, overlap }: LimitOptions) => {
      const found = await findWorkspace(which);
      const limits = {
        ...(rpm && { requests_per_minute: rpm.value }),
        ...(quota && { monthly_quota: quota.value }),
        ...(maxKeys && { max_active_keys: maxKeys.value }),
        ...(overlap && { rotation_overlap_max_seconds: overlap.value }),
      };
      if (Object.keys(limits).length === 0) return showLimits(await details(found));
      const words = Object.entries(limits).map(([name, value]) => `${name} ${value ?? "of the plan"}`);
      return did(`${named(found)} now has ${words.join(", ")}.`, await change(found, { limits }));
    });
}

/** As text, also those of the plan: a limit that isn't set doesn't mean that there is none. */
const showLimits = ({ limits, limits_in_force }: OperatorWorkspace): Result => ({
  data: limits,
  text: { limits, limits_in_force },
});

const MOST_CANDIDATES = 10;

/** The workspace with this ID, name or member. Refuses with the candidates if there are several. */
async function findWorkspace(which: string): Promise<OperatorWorkspaceRow> {
  const { called } = await import("#db/queries/installation/workspaces.ts");
  const found = await called(which, MOST_CANDIDATES + 1);
  const [first] = found;
  if (!first) throw new Refusal(await notFound(which));
  if (found.length === 1) return first;
  const candidates = found.slice(0, MOST_CANDIDATES).map(({ id, name }) => `  ${id}  ${name}`);
  if (found.length > MOST_CANDIDATES) candidates.push("  …");
  throw new Refusal(`Several workspaces match ${which}. Use an ID:\n${candidates.join("\n")}`);
}

async function notFound(which: string): Promise<string> {
  const { db } = await import("#db/client.ts");
  const { byId } = await import("#db/queries/installation/workspaces.ts");
  const [deleted] = await byId(db(), which);
  if (deleted?.deletedAt) return `${named(deleted)} was deleted at ${deleted.deletedAt.toISOString()}.`;
  return `No workspace has the ID, the name or a member called ${which}.`;
}

const MOST_MEMBERS = 1000;

async function show(found: OperatorWorkspaceRow) {
  const { db } = await import("#db/client.ts");
  const { countActive } = await import("#db/queries/key-authorities.ts");
  const memberLists = await import("#db/queries/member-lists.ts");
  const { expiryTime } = await import("#lib/clock.ts");
  const [shown, members, [active]] = await Promise.all([
    details(found),
    memberLists.page({ workspaceId: found.id }, null, MOST_MEMBERS),
    countActive(db(), found.id, expiryTime(new Date())),
  ]);
  const { owners: _, ...workspace } = shown;
  return {
    ...workspace,
    active_keys: active!.count,
    members: members.map(({ id, email, role }) => ({ id, email, role })),
  };
}

async function details({ id }: OperatorWorkspaceRow): Promise<OperatorWorkspace> {
  const { getAnyWorkspace } = await import("#lib/operator/workspaces.ts");
  return getAnyWorkspace(id);
}

async function change(
  { id }: OperatorWorkspaceRow,
  wanted: OperatorWorkspaceChange,
): Promise<OperatorWorkspace> {
  const { bySystem } = await import("#lib/audit/commit-audited.ts");
  const { changeAnyWorkspace } = await import("#lib/operator/change-workspace.ts");
  return changeAnyWorkspace(bySystem, id, wanted, new Date());
}

async function assignPlan(found: OperatorWorkspaceRow, planId: string): Promise<Result> {
  const { listPlans } = await import("#lib/plans/plans.ts");
  const plan = (await listPlans()).find(({ id }) => id === planId);
  if (!plan) throw new Refusal(`There is no plan ${planId}. List them: npm run cli -- plan list`);
  if (plan.requests_per_minute === null && found.ownRequestsPerMinute === null)
    throw new Refusal(
      `Plan ${planId} has no rate limit. Set one: npm run cli -- plan change ${planId} --rpm N, or workspace limits ${found.id} --rpm N`,
    );
  return did(`${named(found)} is on plan ${planId}.`, await change(found, { plan: planId }));
}

async function accept(
  found: OperatorWorkspaceRow,
  request: string,
  plan: string | undefined,
): Promise<Result> {
  const decision = { id: request, decision: "accepted" } as const;
  const changed = await change(found, { plan_request: decision, ...(plan !== undefined && { plan }) });
  return did(`The request is accepted. ${named(found)} is on plan ${changed.plan}.`, changed);
}

async function decline(found: OperatorWorkspaceRow, request: string): Promise<Result> {
  const changed = await change(found, { plan_request: { id: request, decision: "declined" } });
  return did(`The request is declined. ${named(found)} stays on plan ${changed.plan}.`, changed);
}

async function suspend(found: OperatorWorkspaceRow, suspended: boolean): Promise<Result> {
  if (suspended === (found.suspendedAt !== null))
    throw new Refusal(`${named(found)} is ${suspended ? "already" : "not"} suspended.`);
  const message = suspended
    ? `${named(found)} is suspended. Its keys are refused.`
    : `${named(found)} is active again. Its keys work.`;
  return did(message, await change(found, { suspended }));
}

const named = ({ id, name }: { id: string; name: string }) => `${name} (${id})`;

const toRow = ({ id, name, plan, status, created_at }: OperatorWorkspace) => ({
  id,
  name,
  plan,
  status,
  created_at,
});
