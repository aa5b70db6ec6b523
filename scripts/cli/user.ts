import type { UserRow } from "#db/queries/users.ts";
import type { OperatorUser } from "#lib/operator/users-schema.ts";
import type { Cli } from "./command.ts";
import { did, Refusal, type Result, shows } from "./output.ts";
import { changeUser, counted, findUser } from "./people.ts";
import * as values from "./values.ts";

interface UserOptions {
  workspaces?: boolean;
  session?: string;
}

export function addUser(cli: Cli): void {
  const user = cli.command("user").description("The people with an account.").helpCommand(false) as Cli;
  addLists(user);
  addLinks(user);
  const verb = (
    name: string,
    summary: string,
    description: string,
    run: (user: UserRow, options: UserOptions) => Promise<Result>,
  ) =>
    (user.command(name) as Cli)
      .summary(summary)
      .description(description)
      .argument("EMAIL", "", values.user)
      .does(async ([email]: [string], options: UserOptions) => run(await findUser(email), options));
  verb(
    "suspend",
    "log a user out and keep them out",
    "Ends a user's sessions and pending invitations, and refuses their log-ins. API keys keep working, except with --workspaces.",
    suspend,
  ).option("--workspaces", "also suspend the workspaces that they alone own, whose keys are then refused");
  verb("resume", "let a suspended user log in again", "Lets a suspended user log in again.", resume);
  verb(
    "approve",
    "approve a user who waits for approval",
    "Approves a user, who is told by email and can log in. List those who wait: user list --waiting.",
    approve,
  );
  verb(
    "sessions",
    "list where a user is logged in",
    "Lists a user's active sessions: device, address and last use.",
    listSessions,
  );
  verb(
    "log-out",
    "end all sessions of a user, or one",
    "Ends all sessions of a user, or the one of --session. They can log in again.",
    logOut,
  ).option("--session <ID>", "only this session, from user sessions", values.id("ses"));
}

function addLists(user: Cli): void {
  (user.command("list") as Cli)
    .summary("list users, newest first")
    .description("Lists users, newest first. TEXT is part of their email address or name.")
    .argument("[TEXT]", "", values.query)
    .option("--waiting", "only those who wait for approval")
    .option("--limit <N>", "how many, from 1 to 1,000", values.limit, 100)
    .does(async ([text]: [string | undefined], options: { waiting?: boolean; limit: number }) => {
      const { listUsers } = await import("#lib/operator/users.ts");
      const { items } = await listUsers({
        limit: options.limit,
        ...(options.waiting && { status: "awaiting_approval" }),
        ...(text !== undefined && { q: text }),
      });
      return shows(items.map(toRow));
    });
  (user.command("show") as Cli)
    .summary("show a user with their workspaces")
    .description("Shows a user with their workspaces. EMAIL can also be an ID.")
    .argument("EMAIL", "", values.user)
    .does(async ([email]: [string]) => {
      const { getUser } = await import("#lib/operator/users.ts");
      return shows(await getUser((await findUser(email)).id, new Date()));
    });
}

function addLinks(user: Cli): void {
  const print = ["--print-link", "print the link instead of emailing it"] as const;
  (user.command("create") as Cli)
    .summary("create an account, and email its user a link")
    .description(
      "Creates an account, and emails its user a link to set a password, which works once, for 7 days.",
    )
    .argument("EMAIL", "", values.email)
    .option("--name <NAME>", "the person's name", values.name)
    .option(...print)
    .does(async ([email]: [string], options: { name?: string; printLink?: boolean }) =>
      create(email, options),
    );
  (user.command("set-password") as Cli)
    .summary("email a link to set a password")
    .description(
      "Emails a user a link to set a password, which works once: for 1 hour, or for 7 days if it is their first password.",
    )
    .argument("EMAIL", "", values.user)
    .option(...print)
    .does(async ([email]: [string], { printLink }: { printLink?: boolean }) => {
      const user = await findUser(email);
      if (printLink) return showLink(user, "");
      const { mailPasswordLink } = await import("#lib/operator/mail-password-link.ts");
      const { bySystem } = await import("#lib/audit/commit-audited.ts");
      await mailPasswordLink(bySystem, user.id, new Date());
      return did(mailed(user), { id: user.id, email: user.email });
    });
}

async function create(
  address: string,
  { name = null, printLink = false }: { name?: string | null; printLink?: boolean },
) {
  const { Email } = await import("#lib/email.ts");
  const { bySystem } = await import("#lib/audit/commit-audited.ts");
  const { createUser } = await import("#lib/operator/create-user.ts");
  const email = Email.safeParse(address);
  if (!email.success)
    throw new Refusal(`EMAIL: ${address} must be an email address, such as ada@example.com.`);
  const wanted = { email: email.data, ...(name !== null && { name }) };
  const user = await createUser(bySystem, wanted, new Date(), { mailLink: !printLink });
  const created = `Created ${user.email}. `;
  if (printLink) return showLink({ ...user, emailVerifiedAt: null }, created);
  return did(`${created}${mailed(user)}`, { id: user.id, email: user.email });
}

const mailed = ({ email }: { email: string }) => `The server emails ${email} a link to set a password.`;

/** Creates a link that sets a password, and prints it. */
async function showLink(
  user: Pick<UserRow, "id" | "email" | "emailVerifiedAt">,
  before: string,
): Promise<Result> {
  const links = await import("#lib/mail/messages/password-link.ts");
  const { id, email } = user;
  const { url, lifetime } = await links.createPasswordLink(links.passwordLinkKind(user), id, new Date());
  const message = `${before}The link works once and expires in ${lifetime}. Give it to nobody but ${email}.`;
  return { data: { id, email, link: url }, text: url, message };
}

async function suspend(user: UserRow, { workspaces = false }: { workspaces?: boolean }): Promise<Result> {
  if (user.suspendedAt && !workspaces) throw new Refusal(`${user.email} is already suspended.`);
  const change = { suspended: true, suspend_workspaces: workspaces };
  const { id, email, ended_sessions, suspended_workspaces } = await changeUser(user, change);
  const names = suspended_workspaces.map((workspace) => `${workspace.name} (${workspace.id})`);
  const further = workspaces
    ? `Suspended workspaces: ${names.join(", ") || "none"}.`
    : "API keys keep working.";
  const message = `${email} is suspended. ${counted(ended_sessions, "session")} ended. ${further}`;
  return did(message, { id, email, suspended: true, ended_sessions, suspended_workspaces });
}

async function resume(user: UserRow): Promise<Result> {
  if (!user.suspendedAt) throw new Refusal(`${user.email} is not suspended.`);
  await changeUser(user, { suspended: false });
  return did(`${user.email} can log in again.`, { id: user.id, email: user.email, suspended: false });
}

async function approve(user: UserRow): Promise<Result> {
  if (!user.awaitingApproval) throw new Refusal(`${user.email} does not wait for approval.`);
  await changeUser(user, { approved: true });
  return did(`${user.email} is approved and can log in.`, { id: user.id, email: user.email, approved: true });
}

async function logOut({ id, email }: UserRow, { session }: UserOptions): Promise<Result> {
  const { bySystem } = await import("#lib/audit/commit-audited.ts");
  if (session !== undefined) return endSession({ id, email }, session);
  const { logOutUser } = await import("#lib/operator/log-out-user.ts");
  const ended = await logOutUser(bySystem, id, new Date());
  return did(`${email} is logged out. ${counted(ended, "session")} ended.`, { ended_sessions: ended });
}

async function endSession({ id, email }: Pick<UserRow, "id" | "email">, session: string): Promise<Result> {
  const { bySystem } = await import("#lib/audit/commit-audited.ts");
  const { endUserSession, listUserSessions } = await import("#lib/operator/user-sessions.ts");
  const active = await listUserSessions(id, null, new Date());
  if (!active.some((one) => one.id === session))
    throw new Refusal(`${email} has no active session ${session}.`);
  await endUserSession(bySystem, id, session, new Date());
  return did(`The session ${session} of ${email} has ended.`, { ended_sessions: 1 });
}

async function listSessions({ id }: UserRow): Promise<Result> {
  const { listUserSessions } = await import("#lib/operator/user-sessions.ts");
  const active = await listUserSessions(id, null, new Date());
  return shows(active.map(({ current: _, ...session }) => session));
}

const toRow = ({ id, email, name, status, operator, created_at }: OperatorUser) => ({
  id,
  email,
  name,
  status,
  operator,
  created_at,
});
