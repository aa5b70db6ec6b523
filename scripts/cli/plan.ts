import { SYSTEM } from "#lib/audit/event.ts";
import type { Cli } from "./command.ts";
import { openDatabase } from "./database.ts";
import { did, Refusal, shows } from "./output.ts";
import { counted } from "./people.ts";
import * as values from "./values.ts";

const load = () => import("#lib/plans/plans.ts");
const loadMore = () => import("#lib/administration/plans.ts");

interface Limits {
  rpm?: values.Amount;
  quota?: values.Amount;
  maxKeys?: values.Amount;
  overlap?: values.Amount;
}

const withLimits = (command: Cli): Cli =>
  command
    .option("--rpm <N|none>", "requests per minute; none: not for sale yet", values.amountOr("none"))
    .option("--quota <N|none>", "requests per month; none: unlimited", values.amountOr("none"))
    .option("--max-keys <N|none>", "active keys; none: unlimited", values.amountOr("none"))
    .option("--overlap <S|none>", "longest overlap of a rotation in seconds", values.overlapOr("none"));

const toColumns = ({ rpm, quota, maxKeys, overlap }: Limits) => ({
  ...(rpm && { requestsPerMinute: rpm.value }),
  ...(quota && { monthlyQuota: quota.value }),
  ...(maxKeys && { maxActiveKeys: maxKeys.value }),
  ...(overlap && { rotationOverlapMaxSeconds: overlap.value }),
});

export function addPlan(cli: Cli): void {
  const plan = cli.command("plan").description("The plans with their limits.").helpCommand(false) as Cli;
  (plan.command("list") as Cli)
    .summary("list plans with their limits")
    .description("Lists plans with their limits.")
    .does(async () => shows(await (await load()).listPlans()));
  withLimits(
    (plan.command("create") as Cli)
      .summary("create a plan")
      .description("Creates a plan. Limits that aren't given are none.")
      .argument("PLAN", "", values.planId)
      .option("--name <NAME>", "its name; the ID by default", values.name),
  ).does(async ([id]: [string], { name = id, ...limits }: Limits & { name?: string }) => {
    const done = await (await loadMore()).createPlan(SYSTEM, { id, name, ...toColumns(limits) });
    if (!done) throw new Refusal(`Plan ${id} already exists. Change it: npm run cli -- plan change ${id}`);
    return did(`Created plan ${id}.`, { id });
  });
  withLimits(
    (plan.command("change") as Cli)
      .summary("change a plan's limits")
      .description("Changes a plan's name or limits, from the next request of its workspaces on.")
      .argument("PLAN", "", values.planId)
      .option("--name <NAME>", "its name", values.name),
  ).does(
    async ([id]: [string], { name, ...limits }: Limits & { name?: string }) => {
      const changes = { ...(name !== undefined && { name }), ...toColumns(limits) };
      if (Object.keys(changes).length === 0)
        change(plan).refuse("Nothing to change. Use --name, --rpm, --quota, --max-keys or --overlap.");
      await openDatabase();
      if (!(await (await load()).changePlan(SYSTEM, id, changes))) throw unknown(id);
      return did(`Changed plan ${id}.`, { id });
    },
    { database: false },
  );
  (plan.command("delete") as Cli)
    .summary("delete a plan that no workspace uses")
    .description("Deletes a plan that no workspace uses.")
    .argument("PLAN", "", values.planId)
    .does(async ([id]: [string]) => remove(id));
}

const change = (plan: Cli) => plan.commands.find((command) => command.name() === "change") as Cli;

async function remove(id: string) {
  const result = await (await loadMore()).deletePlan(SYSTEM, id);
  if (result === "unknown") throw unknown(id);
  if (result === "default")
    throw new Refusal(`Plan ${id} is the plan of new workspaces, so it can't be deleted.`);
  if (result === "in_use") {
    const administration = await import("#db/queries/administration.ts");
    const used = await administration.countOnPlan(id);
    throw new Refusal(`Plan ${id} is in use by ${counted(used, "workspace")}, so it can't be deleted.`);
  }
  return did(`Deleted plan ${id}.`, { id });
}

const unknown = (id: string) => new Refusal(`There is no plan ${id}. List them: npm run cli -- plan list`);
