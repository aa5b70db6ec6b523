import type { UserRow } from "#db/queries/users.ts";
import { SYSTEM } from "#lib/audit/event.ts";
import type { Cli } from "./command.ts";
import { did, Refusal, type Result, shows } from "./output.ts";
import { counted, findUser } from "./people.ts";
import * as values from "./values.ts";

const load = () => import("#lib/administration/users.ts");

export function addUser(cli: Cli): void {
  const user = cli.command("user").description("The people with an account.").helpCommand(false) as Cli;
  addLists(user);
  addLinks(user);
  const verb = (
    name: string,
    summary: string,
    description: string,
    run: (user: UserRow) => Promise<Result>,
  ) =>
    (user.command(name) as Cli)
      .summary(summary)
      .description(description)
      .argument("EMAIL", "", values.user)
      .does(async ([email]: [string]) => run(await findUser(email)));
  verb(
    "suspend",
    "log a user out and keep them out",
    "Ends a user's sessions and refuses their log-ins. Their workspaces and API keys keep working: see workspace suspend.",
    suspend,
  );
  verb("resume", "let a suspended user log in again", "Lets a suspended user log in again.", resume);
  verb(
    "approve",
    "approve a user who waits for approval",
    "Approves a user, who is told by email and can log in. List those who wait: user list --waiting.",
    approve,
  );
  verb(
    "log-out",
    "end all sessions of a user",
    "Ends all sessions of a user. They can log in again.",
    logOut,
  );
}

function addLists(user: Cli): void {
  (user.command("list") as Cli)
    .summary("list users, newest first")
    .description("Lists users, newest first. TEXT is part of their email address or name.")
    .argument("[TEXT]", "", values.query)
    .option("--waiting", "only those who wait for approval")
    .option("--limit <N>", "how many, from 1 to 1,000", values.limit, 100)
    .does(async ([text]: [string | undefined], options: { waiting?: boolean; limit: number }) => {
      const administration = await import("#db/queries/administration.ts");
      const rows = await administration.listUsers(text, options.waiting === true, options.limit);
      return shows(rows.map(toUser));
    });
  (user.command("show") as Cli)
    .summary("show a user with their workspaces")
    .description("Shows a user with their workspaces. EMAIL can also be an ID.")
    .argument("EMAIL", "", values.user)
    .does(async ([email]: [string]) => {
      const { workspacesOf } = await import("#db/queries/operator-users.ts");
      const found = await findUser(email);
      const workspaces = await workspacesOf(found.id);
      return shows({
        ...toUser(found),
        workspaces: workspaces.map(({ suspendedAt, ...rest }) => ({
          ...rest,
          suspended: suspendedAt !== null,
        })),
      });
    });
}

function addLinks(user: Cli): void {
  const print = ["--print-link", "print the link instead of emailing it"] as const;
  (user.command("create") as Cli)
    .summary("create an account, and email its user a link")
    .description(
      "Creates an account, and emails a one-time link that sets its password. A printed link works for 1 hour.",
    )
    .argument("EMAIL", "", values.email)
    .option("--name <NAME>", "the person's name", values.name)
    .option(...print)
    .does(async ([email]: [string], options: { name?: string; printLink?: boolean }) =>
      create(email, options),
    );
  (user.command("set-password") as Cli)
    .summary("email a link to set a password")
    .description("Emails a one-time link that sets a user's password. A printed link works for 1 hour.")
    .argument("EMAIL", "", values.user)
    .option(...print)
    .does(async ([email]: [string], { printLink }: { printLink?: boolean }) => {
      const found = await findUser(email);
      return hand(found, printLink === true, "");
    });
}

async function create(
  address: string,
  { name = null, printLink = false }: { name?: string | null; printLink?: boolean },
) {
  const users = await load();
  const { Email } = await import("#lib/accounts/schema.ts");
  const email = Email.safeParse(address);
  if (!email.success)
    throw new Refusal(`EMAIL: ${address} must be an email address, such as ada@example.com.`);
  const user = await users.createAccount(SYSTEM, { email: email.data, name }, new Date());
  if (!user) throw new Refusal(`${email.data} already has an account.`);
  return hand(user, printLink, `Created ${user.email}. `);
}

/** Emails or prints a link that sets a password. */
async function hand(user: UserRow, print: boolean, before: string): Promise<Result> {
  const links = await import("#lib/administration/password-link.ts");
  const { id, email } = user;
  if (print) {
    const link = await links.passwordLink(user, new Date());
    const message = `${before}The link works once and expires in 1 hour. Give it to nobody but ${email}.`;
    return { data: { id, email, link }, text: link, message };
  }
  await links.mailPasswordLink(user, new Date());
  return did(`${before}The server emails ${email} a link to set a password.`, { id, email });
}

async function suspend(user: UserRow): Promise<Result> {
  const ended = await (await load()).suspendUser(SYSTEM, user, new Date());
  if (ended === null) throw new Refusal(`${user.email} is already suspended.`);
  const data = { id: user.id, email: user.email, suspended: true, sessions_ended: ended };
  return did(
    `${user.email} is suspended. ${counted(ended, "session")} ended. API keys keep working: see workspace suspend.`,
    data,
  );
}

async function resume(user: UserRow): Promise<Result> {
  if (!(await (await load()).resumeUser(SYSTEM, user))) throw new Refusal(`${user.email} is not suspended.`);
  return did(`${user.email} can log in again.`, { id: user.id, email: user.email, suspended: false });
}

async function approve(user: UserRow): Promise<Result> {
  if (!(await (await load()).approveUser(SYSTEM, user, new Date())))
    throw new Refusal(`${user.email} does not wait for approval.`);
  return did(`${user.email} is approved and can log in.`, { id: user.id, email: user.email, approved: true });
}

async function logOut(user: UserRow): Promise<Result> {
  const ended = await (await load()).logOutUser(SYSTEM, user, new Date());
  return did(`${user.email} is logged out. ${counted(ended, "session")} ended.`, { sessions_ended: ended });
}

const toUser = (user: UserRow) => ({
  id: user.id,
  email: user.email,
  name: user.name,
  status: user.suspendedAt ? "suspended" : user.awaitingApproval ? "awaiting_approval" : "active",
  operator: user.operator,
  created_at: user.createdAt,
});
