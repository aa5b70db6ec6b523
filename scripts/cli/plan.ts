import type { Cli } from "./command.ts";
import { openDatabase } from "./database.ts";
import { did, Refusal, shows } from "./output.ts";
import * as values from "./values.ts";

const load = () => import("#lib/plans/manage-plans.ts");
const bySystem = async () => (await import("#lib/audit/commit-audited.ts")).bySystem;

interface Limits {
  rpm?: values.Amount;
  quota?: values.Amount;
  maxKeys?: values.Amount;
  overlap?: values.Amount;
  requireExpiry?: boolean;
  maxLifetime?: values.Amount;
  default?: boolean;
}

const withLimits = (command: Cli): Cli =>
  command
    .option(
      "--rpm <N|none>",
      "requests per minute; none: each workspace needs a limit of its own",
      values.amountOr("none"),
    )
    .option("--quota <N|none>", "requests per month; none: unlimited", values.amountOr("none"))
    .option("--max-keys <N|none>", "active keys; none: unlimited", values.amountOr("none", values.MOST_KEYS))
    .option("--overlap <S|none>", "longest overlap of a rotation in seconds", values.overlapOr("none"))
    .option("--require-expiry <yes|no>", "whether its keys need an expiration date", values.yesOrNo)
    .option("--max-lifetime <D|none>", "how many days a key can work", values.daysOr("none"))
    .option("--default", "new workspaces get this plan");

const toFields = ({ rpm, quota, maxKeys, overlap, requireExpiry, maxLifetime, ...rest }: Limits) => ({
  ...(rpm && { requests_per_minute: rpm.value }),
  ...(quota && { monthly_quota: quota.value }),
  ...(maxKeys && { max_active_keys: maxKeys.value }),
  ...(overlap && { rotation_overlap_max_seconds: overlap.value }),
  ...(requireExpiry !== undefined && { require_expiry: requireExpiry }),
  ...(maxLifetime && { max_lifetime_days: maxLifetime.value }),
  ...(rest.default && { default: true as const }),
});

export function addPlan(cli: Cli): void {
  const plan = cli.command("plan").description("The plans with their limits.").helpCommand(false) as Cli;
  (plan.command("list") as Cli)
    .summary("list plans with their limits")
    .description("Lists plans with their limits.")
    .does(async () => shows(await (await load()).listOperatorPlans()));
  withLimits(
    (plan.command("create") as Cli)
      .summary("create a plan")
      .description("Creates a plan. Limits that aren't given are none.")
      .argument("PLAN", "", values.planId)
      .option("--name <NAME>", "its name; the ID by default", values.name),
  ).does(async ([id]: [string], { name = id, ...limits }: Limits & { name?: string }) => {
    const { NewPlan } = await import("#lib/plans/schema.ts");
    const plan = NewPlan.parse({ id, name, ...toFields(limits) });
    return did(`Created plan ${id}.`, await (await load()).createPlan(await bySystem(), plan));
  });
  withLimits(
    (plan.command("change") as Cli)
      .summary("change a plan's limits")
      .description("Changes a plan's name or limits, from the next request of its workspaces on.")
      .argument("PLAN", "", values.planId)
      .option("--name <NAME>", "its name", values.name),
  ).does(
    async ([id]: [string], { name, ...limits }: Limits & { name?: string }) => {
      const changes = { ...(name !== undefined && { name }), ...toFields(limits) };
      if (Object.keys(changes).length === 0)
        change(plan).refuse("Nothing to change. Use at least one option.");
      await openDatabase();
      await requirePlan(id);
      return did(`Changed plan ${id}.`, await (await load()).changePlan(await bySystem(), id, changes));
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
  await requirePlan(id);
  await (await load()).deletePlan(await bySystem(), id);
  return did(`Deleted plan ${id}.`, { id });
}

async function requirePlan(id: string): Promise<void> {
  const found = await (await load()).listOperatorPlans();
  if (!found.some((plan) => plan.id === id))
    throw new Refusal(`There is no plan ${id}. List them: npm run cli -- plan list`);
}
