import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate, passedAs } from "#e2e/api/gate-client.ts";
import { workspaceOf } from "#e2e/api/invitations.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { cli, shell } from "#e2e/operator.ts";
import { connectTo, startTestServer } from "#e2e/test-server.ts";
import { trials } from "#e2e/trials.ts";
import { root } from "#scripts/processes.ts";

const server = connectTo(inject("server"));
const folder = mkdtempSync(join(tmpdir(), "latchkey-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const preload = pathToFileURL(join(root, "e2e/processes/kill-at-write.mjs")).href;
const writesFile = join(folder, "writes");

/** Runs a command that is killed before its write statement with this number. */
const killedAt = (write: number, words: string) =>
  shell(server, `node_modules/.bin/node --import ${preload} scripts/cli.ts ${words}`, {
    KILL_AT_WRITE: String(write),
    WRITES_FILE: writesFile,
  });

/** What the suspension of a developer with their workspace has changed, and which events report it. */
async function traces({ email }: Developer, workspace: string) {
  const count = async (sql: string, value: string) => Number((await query(server, sql, [value]))[0]!.n);
  return {
    suspended: await count(
      "select count(*) as n from users where email = $1 and suspended_at is not null",
      email,
    ),
    suspendedWorkspaces: await count(
      "select count(*) as n from workspaces where id = $1 and suspended_at is not null",
      workspace,
    ),
    liveSessions: await count(
      "select count(*) as n from sessions join users on users.id = user_id where email = $1 and sessions.revoked_at is null",
      email,
    ),
    userEvents: await count(
      "select count(*) as n from audit_events where action = 'user.suspended' and target_label = $1",
      email,
    ),
    workspaceEvents: await count(
      "select count(*) as n from audit_events where action = 'workspace.suspended' and target_id = $1",
      workspace,
    ),
  };
}

const UNTOUCHED = {
  suspended: 0,
  suspendedWorkspaces: 0,
  userEvents: 0,
  workspaceEvents: 0,
  liveSessions: 1,
};
const DONE = { suspended: 1, suspendedWorkspaces: 1, userEvents: 1, workspaceEvents: 1, liveSessions: 0 };

test("a command that is killed between two statements has done all of it or nothing, and can run again", async () => {
  const newSubject = async () => {
    const ada = await newDeveloper(server);
    return { ada, workspace: await workspaceOf(server, ada) };
  };
  const first = await newSubject();
  const words = ({ ada }: { ada: Developer }) => `user suspend ${ada.email} --workspaces`;
  expect((await killedAt(0, words(first))).code).toBe(0);
  expect(await traces(first.ada, first.workspace)).toEqual(DONE);
  const writes = Number(readFileSync(writesFile, "utf8").trim());
  expect(writes).toBeGreaterThan(4);
  for (let trial = 0; trial < trials(1); trial += 1) {
    const subject = await newSubject();
    // From the commit backwards, because that is where half of it could be written.
    expect((await killedAt(writes - (trial % writes), words(subject))).code).not.toBe(0);
    expect(await traces(subject.ada, subject.workspace)).toEqual(UNTOUCHED);
    expect((await call(server, "GET", "/api/v1/me", { token: subject.ada.accessToken })).status).toBe(200);
    const again = await cli(server, "user", "suspend", subject.ada.email, "--workspaces");
    expect(again.code, again.output).toBe(0);
    expect(await traces(subject.ada, subject.workspace)).toEqual(DONE);
  }
}, 120_000);

test("of two commands at once, both agree on what has happened", async () => {
  for (let trial = 0; trial < trials(1); trial += 1) {
    const ada = await newDeveloper(server);
    const [{ id }, workspace] = [await newKey(server, ada), await workspaceOf(server, ada)];
    const both = (...words: string[]) => Promise.all([cli(server, ...words), cli(server, ...words)]);
    const events = async (action: string, target: string) =>
      (
        await query(
          server,
          "select changes from audit_events where action = $1 and (target_id = $2 or target_label = $3) order by id",
          [action, target, target],
        )
      ).map(({ changes }) => (typeof changes === "string" ? JSON.parse(changes) : changes));

    const revoked = await both("key", "revoke", id);
    for (const { code, output } of revoked) if (code !== 0) expect(output).toMatch(/already revoked\./);
    expect(revoked.some(({ code }) => code === 0)).toBe(true);
    expect(await events("key.revoked", id)).toHaveLength(1);

    const set = (rpm: string) => cli(server, "workspace", "limits", workspace, "--rpm", rpm);
    for (const { code, output } of await Promise.all([set("70"), set("80")])) expect(code, output).toBe(0);
    const [one, two] = await events("workspace.limits_changed", workspace);
    const last = one.requests_per_minute.before === null ? two : one;
    const firstOf = last === one ? two : one;
    expect(last.requests_per_minute.before).toBe(firstOf.requests_per_minute.after);

    const suspended = await both("user", "suspend", ada.email);
    for (const { code, output } of suspended) if (code !== 0) expect(output).toMatch(/already suspended\./);
    expect(suspended.some(({ code }) => code === 0)).toBe(true);
    expect(await events("user.suspended", ada.email)).toHaveLength(1);
  }
}, 60_000);

test("what a command changes is in force at the gate with its next request", async () => {
  const ada = await newDeveloper(server);
  const [{ secret: key, id }, workspace] = [await newKey(server, ada), await workspaceOf(server, ada)];
  const gate = () => askGate(server, { key });
  const run = async (...words: string[]) => {
    const { code, output } = await cli(server, ...words);
    expect(code, output).toBe(0);
  };
  expect(passedAs(await gate())["workspace-id"]).toBe(workspace);
  await run("workspace", "limits", workspace, "--rpm", "7");
  expect((await gate()).headers.get("ratelimit-policy")).toBe('"plan";q=7;w=60');
  await run("workspace", "suspend", workspace);
  expectProblem(await gate(), 403, "forbidden", "workspace_suspended");
  await run("workspace", "resume", workspace);
  passedAs(await gate());
  await run("workspace", "plan", workspace, "pro");
  expect(passedAs(await gate()).plan).toBe("pro");
  await run("key", "revoke", id);
  expectProblem(await gate(), 401, "invalid_api_key", "revoked");
}, 60_000);

test("settings are shown and changed, are in force at once, and leave an event", async () => {
  const own = await startTestServer({ dialect: server.dialect, postgresqlUrl: inject("postgresqlUrl") });
  try {
    const set = (...words: string[]) => cli(own, "settings", "set", ...words, "--json");
    const shown = async () => JSON.parse((await cli(own, "settings", "show", "--json")).stdout);
    const signUp = (email: string) =>
      call(own, "POST", "/api/v1/auth/signup", { body: { email, password: "long enough to pass 1" } });
    expect(await shown()).toMatchObject({ signup: "open", signup_domains: [] });
    const changed = await set(
      "--domains",
      "Example.com,example.org",
      "--name",
      "Keys",
      "--accent",
      "#0A7D5C",
    );
    expect(JSON.parse(changed.stdout)).toEqual(await shown());
    expect(await shown()).toMatchObject({
      signup_domains: ["example.com", "example.org"],
      branding: { name: "Keys", accent: "#0a7d5c" },
    });
    expectProblem(await signUp("ada@example.test"), 403, "forbidden", "signup_closed");
    expect((await signUp("ada@example.com")).status).toBe(202);
    await set("--signup", "closed", "--domains", "none", "--name", "none");
    expectProblem(await signUp("ben@example.com"), 403, "forbidden", "signup_closed");
    expect(await shown()).toMatchObject({ signup: "closed", signup_domains: [], branding: { name: null } });
    expect((await set("--signup", "closed")).code).toBe(0);
    const events = await query(own, "select actor_type from audit_events where action = 'settings.changed'");
    expect(events).toEqual([{ actor_type: "system" }, { actor_type: "system" }]);
    const file = join(own.dataDir, "logo.svg");
    writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"></svg>');
    expect((await cli(own, "settings", "logo", file)).code).toBe(0);
    const { logo_url: logo } = (await shown()).branding;
    expect((await fetch(own.url + new URL(logo).pathname)).headers.get("content-type")).toBe("image/svg+xml");
    await cli(own, "settings", "logo", "none");
    expect((await shown()).branding.logo_url).toBe(null);
  } finally {
    await own.end();
  }
}, 60_000);

test("doctor says why PostgreSQL doesn't respond", async () => {
  const { code, output } = await shell(server, "npm run -s cli -- doctor", {
    DATABASE_URL: "postgresql://latchkey:secret@127.0.0.1:9/latchkey",
  });
  expect(code).toBe(1);
  expect(output).toContain("it doesn't respond: connect ECONNREFUSED 127.0.0.1:9");
  expect(output).not.toMatch(/Failed query|secret@/);
});

test("a database of another version is refused in one sentence, and isn't changed", async () => {
  const own = await startTestServer({ dialect: server.dialect, postgresqlUrl: inject("postgresqlUrl") });
  const applied = server.dialect === "sqlite" ? "__drizzle_migrations" : "drizzle.__drizzle_migrations";
  try {
    await own.stop();
    await query(own, `insert into ${applied} (hash, created_at) values ('newer', 9999999999999)`);
    expect(await cli(own, "user", "list")).toMatchObject({
      code: 1,
      stdout: "",
      output: "The database has the tables of a newer version. Use the CLI of that version.\n",
    });
    expect((await cli(own, "doctor")).output).toContain("they are those of a newer version");
    await query(own, `delete from ${applied} where hash = 'newer'`);
    await query(own, `delete from ${applied} where created_at = (select max(created_at) from ${applied})`);
    expect(await cli(own, "operator", "add", "ada@example.test")).toMatchObject({
      code: 1,
      stdout: "",
      output: "The database has the tables of an older version. Start this version's server once.\n",
    });
    expect((await cli(own, "doctor")).output).toContain("they lack 1 migration of this version");
  } finally {
    await own.end();
  }
}, 60_000);
