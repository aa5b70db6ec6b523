import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { startMailServer } from "#e2e/mailbox.ts";
import { cli, shell } from "#e2e/operator.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const folder = mkdtempSync(join(tmpdir(), "latchkey-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command that has to succeed, and returns its data. */
async function data(...words: string[]) {
  const { code, stdout, output } = await cli(server, ...words, "--json");
  expect(code, output).toBe(0);
  return JSON.parse(stdout);
}

/** Runs a command that has to be refused, and returns what it says. */
async function refusal(...words: string[]): Promise<string> {
  const { code, stdout, output } = await cli(server, ...words);
  expect({ code, stdout }, output).toEqual({ code: 1, stdout: "" });
  return output.trimEnd();
}

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });
const asUser = ({ accessToken }: Developer) => call(server, "GET", "/api/v1/me", { token: accessToken });
const workspaceOf = async (developer: Developer) =>
  (await asUser(developer)).body.data.workspace.id as string;
const logIn = ({ email }: { email: string }, password: string) =>
  account(server, "login", { email, password });
const auditOf = (id: string) =>
  query(
    server,
    "select action, actor_type, target_label from audit_events where target_id = $1 and actor_type = 'system' order by id",
    [id],
  );

// The five lines of the page Install. An installed `latchkey` is `npm run cli --` in a clone.
const page = readFileSync("content/docs/self-hosting/install.mdx", "utf8");
const documented = page.split("## The command line")[1]!.split("```sh\n")[1]!.split("```")[0]!;
const LINES = documented
  .trim()
  .replace(/^latchkey /gm, "npm run cli -- ")
  .split("\n");
const line = (part: string) => LINES.find((candidate) => candidate.startsWith(`npm run cli -- ${part}`))!;

test("the documented lines answer what comes up on the second day, one command each", async () => {
  const ada = await newDeveloper(server);
  const key = await newKey(server, ada);
  const [{ hint }] = (await query(server, "select hint from api_keys where id = $1", [key.id])) as [
    { hint: string },
  ];
  const type = async (part: string, env = {}) => {
    const typed = line(part).replaceAll("ada@example.com", ada.email).replace("lk_live_Ab3d…x7Qa", hint);
    const ended = await shell(server, typed, env);
    expect(ended.code, ended.output).toBe(0);
    return ended;
  };
  expect(LINES).toHaveLength(5);

  expect((await type("workspace show")).stdout).toContain(await workspaceOf(ada));

  expect((await me(key.secret)).headers.get("ratelimit-policy")).toBe('"plan";q=60;w=60');
  await type("workspace limits");
  expect((await me(key.secret)).headers.get("ratelimit-policy")).toBe('"plan";q=600;w=60');

  expect((await type("mail list", { SMTP_URL: "smtp://127.0.0.1:9" })).output).toContain(
    "The email server 127.0.0.1:9 refuses connections",
  );

  await type("key revoke");
  expectProblem(await me(key.secret), 401, "invalid_api_key", "revoked");

  expect((await asUser(ada)).status).toBe(200);
  expect((await type("user suspend")).output).toContain("1 session ended.");
  expectProblem(await asUser(ada), 401, "invalid_token", "revoked");
}, 60_000);

test("a suspended workspace's keys are refused with the next request, and work again once it is resumed", async () => {
  const ada = await newDeveloper(server);
  const { secret } = await newKey(server, ada);
  const id = await workspaceOf(ada);
  expect((await me(secret)).status).toBe(200);
  expect(await data("workspace", "suspend", ada.email)).toMatchObject({ id, status: "suspended" });
  expectProblem(await me(secret), 403, "forbidden", "workspace_suspended");
  expect(await refusal("workspace", "suspend", id)).toMatch(/is already suspended\.$/);
  expect((await data("workspace", "list", ada.email, "--suspended"))[0]).toMatchObject({ id });
  await data("workspace", "resume", id);
  expect((await me(secret)).status).toBe(200);
  expect(await auditOf(id)).toMatchObject([
    { action: "workspace.suspended" },
    { action: "workspace.resumed" },
  ]);
});

test("a workspace's own limits can be taken back, and their events say what changed", async () => {
  const ada = await newDeveloper(server);
  const { secret } = await newKey(server, ada);
  const limit = async () => (await me(secret)).headers.get("ratelimit-policy");
  const id = await workspaceOf(ada);
  const own = { requests_per_minute: 7, max_active_keys: 3 };
  expect(await data("workspace", "limits", id, "--rpm", "7", "--max-keys", "3")).toMatchObject({
    id,
    limits: own,
  });
  expect(await limit()).toBe('"plan";q=7;w=60');
  expect(await data("workspace", "limits", id)).toMatchObject({ ...own, monthly_quota: null });
  await data("workspace", "limits", id, "--rpm", "plan");
  expect(await limit()).toBe('"plan";q=60;w=60');
  const [first] = await query(
    server,
    "select changes from audit_events where target_id = $1 and action = 'workspace.limits_changed' order by id",
    [id],
  );
  const changes = typeof first!.changes === "string" ? JSON.parse(first!.changes) : first!.changes;
  expect(changes).toEqual({
    requests_per_minute: { before: null, after: 7 },
    max_active_keys: { before: null, after: 3 },
  });
});

test("a name that several workspaces have is refused with the candidates", async () => {
  const [ada, ben] = [await newDeveloper(server), await newDeveloper(server)];
  const ids = [await workspaceOf(ada), await workspaceOf(ben)];
  const name = `Twin ${ids[0]}`;
  for (const [i, { accessToken: token }] of [ada, ben].entries())
    await call(server, "PATCH", `/api/v1/workspaces/${ids[i]}`, { token, body: { name } });
  const said = await refusal("workspace", "suspend", name.toUpperCase());
  expect(said).toBe(
    `Several workspaces match ${name.toUpperCase()}. Use an ID:\n${ids.map((id) => `  ${id}  ${name}`).join("\n")}`,
  );
  expect(await refusal("workspace", "show", "nobody-has-this")).toBe(
    "No workspace has the ID, the name or a member called nobody-has-this.",
  );
});

test("someone who only signed up, and a workspace that was deleted, aren't just unknown", async () => {
  const { email, password } = newPerson();
  await account(server, "signup", { email, password });
  expect(await refusal("user", "show", email)).toMatch(/They signed up, but haven't used the link/);
  const ada = await newDeveloper(server);
  const id = await workspaceOf(ada);
  await query(server, "update workspaces set deleted_at = created_at where id = $1", [id]);
  expect(await refusal("workspace", "show", id)).toMatch(/ was deleted at 2/);
});

test("an operator is added, listed and removed", async () => {
  const ada = await newDeveloper(server);
  const { id } = await data("operator", "add", ada.email);
  expect(await data("operator", "list")).toContainEqual(
    expect.objectContaining({ id, email: ada.email, by: "flag" }),
  );
  expect(await refusal("operator", "add", ada.email)).toBe(`${ada.email} is already an operator.`);
  await data("operator", "remove", ada.email);
  expect(await refusal("operator", "remove", id)).toBe(`${ada.email} is not an operator.`);
  expect(await auditOf(id)).toEqual([
    { action: "operator.granted", actor_type: "system", target_label: ada.email },
    { action: "operator.withdrawn", actor_type: "system", target_label: ada.email },
  ]);
  expect(await refusal("operator", "add", "nobody@example.test")).toBe(
    "No user has the email nobody@example.test. To create an account: npm run cli -- user create EMAIL",
  );
});

test("a created user sets their own password with a one-time link, and nobody logs in before", async () => {
  const { email, password } = newPerson();
  const { id, link } = await data("user", "create", email.toUpperCase(), "--name", "Grace", "--print-link");
  expect(await data("user", "show", email)).toMatchObject({ id, email, name: "Grace", status: "active" });
  expectProblem(await logIn({ email }, password), 401, "invalid_credentials");
  const token = new URL(link).searchParams.get("token");
  expect((await account(server, "password/set", { token, password })).status).toBe(200);
  expect((await logIn({ email }, password)).status).toBe(200);
  expectProblem(await account(server, "password/set", { token, password }), 410, "code_used");
  expect(await refusal("user", "create", email)).toBe("An account with this email address already exists.");
  expect(await auditOf(id)).toMatchObject([{ action: "user.created" }]);
});

test("links are mailed by the server", async () => {
  const { email, password } = newPerson();
  const said = await cli(server, "user", "create", email);
  expect(said).toMatchObject({ code: 0, stdout: "" });
  const token = await mailedToken(server, email);
  expect((await account(server, "password/set", { token, password })).status).toBe(200);
  await data("user", "set-password", email);
  expect(await mailedToken(server, email, /reset/i)).toMatch(/^lk_code_/);
});

test("log-out ends every session, and resume lets a suspended user log in again", async () => {
  const ada = await newDeveloper(server);
  expect(await data("user", "log-out", ada.email)).toEqual({ ended_sessions: 1 });
  expectProblem(await asUser(ada), 401, "invalid_token", "revoked");
  await data("user", "suspend", ada.email);
  expect(await refusal("user", "suspend", ada.email)).toBe(`${ada.email} is already suspended.`);
  expect((await data("user", "list", ada.email))[0]).toMatchObject({ status: "suspended" });
  await data("user", "resume", ada.email);
  expect((await logIn(ada, ada.password)).status).toBe(200);
  expect(await refusal("user", "resume", ada.email)).toBe(`${ada.email} is not suspended.`);
  expect(await refusal("user", "approve", ada.email)).toBe(`${ada.email} does not wait for approval.`);
  await query(
    server,
    `update users set awaiting_approval = ${server.dialect === "sqlite" ? "1" : "true"} where email = $1`,
    [ada.email],
  );
  const waiting = async () => (await data("user", "list", "--waiting", ada.email)).length;
  expect(await waiting()).toBe(1);
  expect(await data("user", "approve", ada.email)).toMatchObject({ approved: true });
  expect(await waiting()).toBe(0);
  expect((await cli(server, "user", "list", "--waiting", ada.email)).output).toMatch(/^Nothing found\.$/m);
});

test("a suspended user's own workspaces can be suspended along, but not those that others own, too", async () => {
  const [ada, ben] = [await newDeveloper(server), await newDeveloper(server)];
  const [alone, shared] = [await workspaceOf(ada), await workspaceOf(ben)];
  const key = await newKey(server, ada);
  await query(
    server,
    "insert into members (workspace_id, user_id, role, created_at) select $1, id, 'owner', created_at from users where email = $2",
    [shared, ada.email],
  );
  expect(await data("user", "suspend", ada.email)).toMatchObject({
    ended_sessions: 1,
    suspended_workspaces: [],
  });
  expect((await me(key.secret)).status).toBe(200);
  const { suspended_workspaces } = await data("user", "suspend", ada.email, "--workspaces");
  expect(suspended_workspaces).toMatchObject([{ id: alone }]);
  expectProblem(await me(key.secret), 403, "forbidden", "workspace_suspended");
  expect(await auditOf(alone)).toMatchObject([{ action: "workspace.suspended" }]);
});

test("a leaked key is found and revoked by its secret from stdin", async () => {
  const ada = await newDeveloper(server);
  const { id, secret } = await newKey(server, ada, { name: "leaked" });
  const piped = (words: string) =>
    shell(server, `printf '%s\\n' "$SECRET" | node_modules/.bin/node scripts/cli.ts ${words}`, {
      SECRET: secret,
    });
  const found = await piped("key find --json");
  expect(JSON.parse(found.stdout)).toMatchObject([
    { id, name: "leaked", status: "active", workspace: await workspaceOf(ada), created_by: ada.email },
  ]);
  expect(found.output).not.toContain(secret);
  expect(await data("key", "find", id)).toEqual(JSON.parse(found.stdout));
  expect(await data("key", "find", `${secret.slice(0, 12)}...${secret.slice(-4)}`)).toMatchObject([{ id }]);
  expect((await piped("key revoke")).code).toBe(0);
  expectProblem(await me(secret), 401, "invalid_api_key", "revoked");
  expect(await refusal("key", "revoke", id)).toMatch(/is already revoked\.$/);
  expect(await refusal("key", "find", "lk_live_no…ne00")).toBe("No key has the ID or hint lk_live_no…ne00.");
  expect(await auditOf(id)).toMatchObject([{ action: "key.revoked", target_label: "leaked" }]);
});

test("a plan is created, changed and deleted, but not while a workspace uses it", async () => {
  const ada = await newDeveloper(server);
  const [id, workspace] = [`team-${Date.now()}`, await workspaceOf(ada)];
  await data("plan", "create", id, "--quota", "1000", "--require-expiry", "yes", "--max-lifetime", "30");
  expect(await refusal("plan", "create", id)).toMatch(/^There is already a plan with the ID/);
  expect(await refusal("workspace", "plan", workspace, id)).toMatch(/^Plan team-\d+ has no rate limit\./);
  const shown = async () => (await data("plan", "list")).find((plan: { id: string }) => plan.id === id);
  expect(await shown()).toMatchObject({ require_expiry: true, max_lifetime_days: 30 });
  const changes = ["--rpm", "90", "--quota", "none", "--name", "Team"];
  await data("plan", "change", id, ...changes, "--require-expiry", "no", "--max-lifetime", "none");
  expect(await shown()).toMatchObject({
    name: "Team",
    requests_per_minute: 90,
    monthly_quota: null,
    require_expiry: false,
    max_lifetime_days: null,
  });
  await data("workspace", "plan", ada.email, id);
  expect(await refusal("plan", "delete", id)).toMatch(/^The plan is in use/);
  await data("workspace", "plan", workspace, "trial");
  await data("plan", "delete", id);
  expect(await refusal("plan", "delete", id)).toBe(
    `There is no plan ${id}. List them: npm run cli -- plan list`,
  );
  expect(await refusal("plan", "delete", "trial")).toMatch(/^The plan is in use/);
  expect((await auditOf(id)).map(({ action }) => action)).toEqual([
    "plan.created",
    "plan.changed",
    "plan.deleted",
  ]);
});

test("a test email says what the email server answered", async () => {
  const mails = await startMailServer(join(folder, "mails"));
  const send = () => shell(server, "npm run -s cli -- mail test ops@example.test", { SMTP_URL: mails.url });
  try {
    expect(await send()).toMatchObject({
      code: 0,
      stdout: "",
      output: expect.stringContaining("accepted the email"),
    });
    expect((await mails.mailbox.next("ops@example.test")).subject).toBe("Test email from Latchkey");
    mails.refuse(550);
    expect(await send()).toMatchObject({
      code: 1,
      output: expect.stringContaining("550 Refused by the test"),
    });
  } finally {
    await mails.close();
  }
});

test("doctor finds nothing wrong here, and says how to fix an email server that doesn't answer", async () => {
  const { code, output } = await cli(server, "doctor");
  expect(code, output).toBe(0);
  expect(output).toContain("Everything is fine.");
  const broken = await shell(server, "npm run -s cli -- doctor --json", { SMTP_URL: "smtp://127.0.0.1:9" });
  expect(broken.code).toBe(1);
  const wrong = JSON.parse(broken.stdout).filter(({ ok }: { ok: boolean }) => !ok);
  expect(wrong).toEqual([
    expect.objectContaining({ check: "email server", fix: expect.stringContaining("Check SMTP_URL") }),
  ]);
});

test("a list can be read by head, and a command by a reader that has gone", async () => {
  const gone = "node_modules/.bin/node scripts/cli.ts user list | true";
  expect(await shell(server, gone)).toMatchObject({ code: 0, output: "" });
  const head = await shell(server, "npm run -s cli -- help | head -1");
  expect(head).toMatchObject({ code: 0, output: "npm run cli -- COMMAND\n" });
});

test("the audit log is verified, its heads are listed, and it is exported", async () => {
  const ada = await newDeveloper(server);
  const workspace = await workspaceOf(ada);
  await data("workspace", "suspend", workspace);
  expect(await data("audit", "verify")).toMatchObject({ misfit: null });
  expect(await data("audit", "head")).toContainEqual(expect.objectContaining({ chain: "installation" }));
  const { stdout, code } = await cli(
    server,
    "audit",
    "export",
    "--workspace",
    workspace,
    "--from",
    "2020-01-01",
  );
  expect(code).toBe(0);
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).action);
  expect(events).toContain("workspace.suspended");
  const csv = await cli(server, "audit", "export", "--csv", "--workspace", workspace);
  expect(csv.stdout.split("\n")[0]).toMatch(/^id,at,action,/);
});
