// The commands of `npm run cli`.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { backUp } from "#db/backup.ts";
import { close } from "#db/client.ts";
import { env } from "#env.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { SYSTEM } from "#lib/audit/event.ts";
import { auditHeads } from "#lib/audit/heads.ts";
import { verifyAudit } from "#lib/audit/verify.ts";
import { assignPlan, changePlan, listPlans } from "#lib/plans/plans.ts";
import { createService, listServices, mintService, revokeService } from "#lib/services/services.ts";

const USAGE = `npm run cli -- COMMAND

  service create NAME        create a credential that can verify keys of every workspace; its secret is shown once
  service list               list service credentials
  service revoke ID          revoke a service credential; takes effect on the next request
  plan list                  list plans
  plan change ID [--rpm N] [--quota N|none] [--max-keys N|none]
  workspace plan ID PLAN     move a workspace to another plan; applies to its existing keys at once
  audit verify               check that no sealed event of the audit log was changed, inserted or deleted
  audit head                 list the last event of every chain; keep it elsewhere to notice a rewritten chain
  backup FILE                write a consistent copy of the database; the server can keep running`;

const OPTIONS = {
  rpm: { type: "string" },
  quota: { type: "string" },
  "max-keys": { type: "string" },
} as const;

type Words = string[];
type Options = { rpm?: string; quota?: string; "max-keys"?: string };

class Mistake extends Error {}

const COMMANDS: Record<string, (words: Words, options: Options) => Promise<unknown>> = {
  "service create": ([name]) => createNamedService(needed(name, "NAME")),
  "service list": () => listServices(),
  "service revoke": async ([id]) =>
    found(await revokeService(bySystem, needed(id, "ID"), new Date()), "active service credential"),
  "plan list": () => listPlans(),
  "plan change": async ([id], options) =>
    found(await changePlan(SYSTEM, needed(id, "ID"), planChanges(options)), "plan"),
  "workspace plan": async ([id, plan]) =>
    found(
      await assignPlan(SYSTEM, needed(id, "ID"), needed(plan, "PLAN")),
      "workspace, or no plan with a rate limit,",
    ),
  "audit verify": async () => {
    const verified = await verifyAudit();
    if (verified.misfit) process.exitCode = 1;
    return verified;
  },
  "audit head": () => auditHeads(),
  backup: async ([file]) => {
    if (env.database.dialect === "postgresql")
      throw new Mistake(
        'Back up PostgreSQL with its own tool: pg_dump --format=custom --file=FILE "$DATABASE_URL"',
      );
    // npm runs this in the project's folder, but a relative path refers to the folder where the user ran npm.
    const path = resolve(process.env.INIT_CWD ?? ".", needed(file, "FILE"));
    backUp(env.database.file, path);
    return `Backed up to ${path}.`;
  },
};

async function createNamedService(name: string) {
  const { id, secret } = await createService(bySystem, mintService(name, new Date()));
  return { id, secret };
}

function planChanges(options: Options) {
  const changes = {
    ...(options.rpm && { requestsPerMinute: amount(options.rpm) }),
    ...(options.quota && { monthlyQuota: amountOrNone(options.quota) }),
    ...(options["max-keys"] && { maxActiveKeys: amountOrNone(options["max-keys"]) }),
  };
  if (Object.keys(changes).length === 0)
    throw new Mistake("Nothing to change. Use --rpm, --quota or --max-keys.");
  return changes;
}

const amountOrNone = (text: string) => (text === "none" ? null : amount(text));

function amount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1_000_000_000)
    throw new Mistake(`${text} must be a whole number from 1 to 1,000,000,000.`);
  return value;
}

function needed(word: string | undefined, name: string): string {
  if (!word) throw new Mistake(`${name} is missing.\n\n${USAGE}`);
  return word;
}

function found(there: boolean, what: string): string {
  if (!there) throw new Mistake(`No ${what} found with that ID.`);
  return "Done.";
}

// Files that the database creates are private, like those of the server.
process.umask(0o077);
try {
  const { positionals, values } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const words = COMMANDS[positionals[0] ?? ""] ? 1 : 2;
  const command = COMMANDS[positionals.slice(0, words).join(" ")];
  if (!command) throw new Mistake(USAGE);
  const answer = await command(positionals.slice(words), values);
  console.log(typeof answer === "string" ? answer : JSON.stringify(answer, null, 2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await close();
}
