import { expect, inject, test } from "vitest";
import { addEvents, removeUnsealed, storedEvents } from "#e2e/api/audit-store.ts";
import { cookiesOf, logIn, sessionCookie, signOut } from "#e2e/api/browser-login.ts";
import { type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { account, newPerson, randomAddress } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { ageUsedRefreshTokens, query, setPlan } from "#e2e/api/store.ts";
import { cli } from "#e2e/operator.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const log = (credential: Call, search = "") =>
  call(server, "GET", `/api/v1/audit-events${search}`, credential);
const as = ({ accessToken }: Developer): Call => ({ token: accessToken });
const actionsOf = (events: { action: string }[]) => events.map(({ action }) => action);

test("the log shows who changed what, from where and with which request, newest first", async () => {
  const ada = await newDeveloper(server);
  const created = await call(server, "POST", "/api/v1/keys", {
    ...as(ada),
    headers: { "user-agent": "deploy/1.0" },
    body: { name: "ci", scopes: ["data:read"] },
  });
  const { id } = created.body.data;
  await call(server, "PATCH", `/api/v1/keys/${id}`, { ...as(ada), body: { scopes: [] } });
  const { data } = (await log(as(ada))).body;
  expect(actionsOf(data)).toEqual(["key.changed", "key.created", "workspace.created"]);
  expect(data[0].changes).toEqual({ scopes: { before: ["data:read"], after: [] } });
  expect(data[1]).toMatchObject({
    id: expect.stringMatching(/^evt_/),
    actor: { type: "user", label: ada.email },
    target: { type: "key", id, label: "ci" },
    environment: "live",
    request_id: created.headers.get("request-id"),
    user_agent: "deploy/1.0",
  });
});

test("filters and pages", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const key = await newKey(server, ada, { environment: "test" });
  for (let i = 0; i < 5; i += 1)
    await call(server, "PATCH", `/api/v1/keys/${key.id}`, { ...as(ada), body: { name: `${i}` } });
  const found = async (search: string) => actionsOf((await log(as(ada), search)).body.data);
  expect(await found("?action=key.created")).toEqual(["key.created"]);
  expect(await found(`?target_id=${key.id}`)).toHaveLength(6);
  expect(await found("?environment=live")).toEqual([]);
  expect(await found(`?actor_id=${key.created_by.user_id}&action=key.changed`)).toHaveLength(5);
  expect(await found("?to=2020-01-01T00:00:00Z")).toEqual([]);
  const first = (await log(as(ada), "?limit=4")).body;
  const second = (await log(as(ada), `?limit=4&cursor=${first.meta.next_cursor}`)).body;
  expect([...first.data, ...second.data]).toHaveLength(7);
  expect(second.meta.next_cursor).toBeNull();
});

test.each([
  ["?action=key.stolen", "invalid_parameter"],
  ["?environment=staging", "invalid_parameter"],
  ["?from=yesterday", "invalid_parameter"],
  ["?to=2026-13-01T00:00:00Z", "invalid_parameter"],
  ["?format=xlsx", "invalid_parameter"],
  ["?format=csv&limit=0", "invalid_parameter"],
  ["?limit=101", "invalid_parameter"],
  ["?cursor=nonsense", "invalid_cursor"],
  ["?actor_id=", "invalid_parameter"],
  [`?target_id=${"a".repeat(101)}`, "invalid_parameter"],
  ["?workspace_id=ws_1", "invalid_parameter"],
])("GET /audit-events%s is refused", async (search, code) => {
  const ada = await shared();
  expectProblem(await log(as(ada), search), 400, code);
});

let known: Promise<Developer> | undefined;
const shared = () => {
  known ??= newDeveloper(server);
  return known;
};

test("a key needs audit:read, and sees nothing of the other environment or of another workspace", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const auditor = await newKey(server, ada, { scopes: ["audit:read"], environment: "test" });
  const live = await newKey(server, ada, { name: "live one" });
  await newKey(server, bob, { name: "bob's" });
  expectProblem(await log({ key: live.secret }), 403, "forbidden", "insufficient_scope");
  const { data } = (await log({ key: auditor.secret })).body;
  expect(actionsOf(data)).toEqual(["key.created", "workspace.created"]);
  expectProblem(
    await log({ key: auditor.secret }, "?environment=live"),
    403,
    "forbidden",
    "other_environment",
  );
  expect(JSON.stringify((await log(as(bob))).body)).not.toContain(ada.email);
});

test("account events belong to the installation: no workspace sees them", async () => {
  const ada = await newDeveloper(server);
  const { data } = (await log(as(ada))).body;
  expect(actionsOf(data)).toEqual(["workspace.created"]);
  const events = await storedEvents(server, "target_label", ada.email);
  expect(actionsOf(events)).toEqual(["session.started", "user.email_verified", "user.signed_up"]);
  expect(events.map(({ workspaceId }) => workspaceId)).toEqual([null, null, null]);
});

test("exports contain every event that matches; formulas are plain text", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const names = ["=1+1", "+1", "-1", "@x", 'say "hi", ok'];
  for (const name of names) await newKey(server, ada, { name });
  const csv = await log(as(ada), "?format=csv&action=key.created");
  expect(csv.headers.get("content-type")).toBe("text/csv");
  expect(csv.headers.get("content-disposition")).toBe('attachment; filename="audit-events.csv"');
  const lines = csv.body.trimEnd().split("\r\n");
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^id,at,action,actor_type,actor_id,/);
  const cells = [...names]
    .reverse()
    .map((name) => (/^[=+\-@]/.test(name) ? `"'${name}"` : '"say ""hi"", ok"'));
  for (const [i, cell] of cells.entries()) expect(lines[i + 1]).toContain(`,${cell},`);
  const ndjson = await log(as(ada), "?format=ndjson");
  const events = ndjson.body
    .trimEnd()
    .split("\n")
    .map((line: string) => JSON.parse(line));
  const { data } = (await log(as(ada))).body;
  expect(events).toEqual(data);
  const response = await fetch(`${server.url}/api/v1/audit-events?format=csv`, {
    method: "HEAD",
    headers: { authorization: `Bearer ${ada.accessToken}` },
  });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/csv"]);
  expect((await log(as(ada), "?format=csv")).status).toBe(200);
});

test("an export of more than 100,000 events is refused with a hint", async () => {
  const ada = await newDeveloper(server);
  await addEvents(server, ada, 100_001);
  const refused = await log(as(ada), "?format=csv");
  expectProblem(refused, 422, "validation_failed");
  expect(refused.body.detail).toContain("from and to");
  await removeUnsealed(server);
});

test("a log-in and a log-out of a browser are recorded with their address, user agent and request", async () => {
  const ada = await newDeveloper(server);
  const ip = randomAddress();
  const answer = await logIn(server, ada, { ip });
  const cookie = cookiesOf(answer.headers).find((pair) => pair.startsWith("latchkey-session="))!;
  const requestId = answer.headers.get("request-id");
  const started = async () =>
    (await storedEvents(server, "target_label", ada.email)).find((event) => event.ip === ip);
  expect(await started()).toMatchObject({ action: "session.started", requestId });
  await signOut(server, cookie);
  const events = await storedEvents(server, "target_id", (await started())!.targetId!);
  expect(actionsOf(events)).toEqual(["session.ended", "session.started"]);
  expect(events[0]!.requestId).toMatch(/^req_/);
  expect(await sessionCookie(server, ada)).toBeTruthy();
});

test("a block is recorded once, not once per guess, and only for accounts that exist", async () => {
  const [ada, nobody] = [await newDeveloper(server), newPerson()];
  const ip = randomAddress();
  const guess = (email: string) =>
    account(server, "login", { email, password: "certainly not that one" }, ip);
  for (let i = 0; i < 25; i += 1) await Promise.all([guess(ada.email), guess(nobody.email)]);
  const blocked = (await storedEvents(server, "target_label", ada.email)).filter(
    ({ action }) => action === "login.blocked",
  );
  expect(blocked).toMatchObject([{ actor: ["system", null, null], ip, workspaceId: null }]);
  expect(await storedEvents(server, "target_label", nobody.email)).toEqual([]);
});

test("a stolen refresh token ends its session, which is recorded", async () => {
  const ada = await newDeveloper(server);
  const reuse = () => account(server, "refresh", { refresh_token: ada.refreshToken });
  expect((await reuse()).status).toBe(200);
  await ageUsedRefreshTokens(server, ada, 20);
  expectProblem(await reuse(), 401, "invalid_refresh_token", "reused");
  const events = await storedEvents(server, "target_label", ada.email);
  expect(events.find(({ action }) => action === "session.ended")!.actor).toEqual(["system", null, null]);
  expect((await reuse()).body.reason).toBe("reused");
  expect((await storedEvents(server, "target_label", ada.email)).length).toBe(events.length);
});

test("a key's activity joins its events with its requests", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const key = await newKey(server, ada, { scopes: ["keys:write"], name: "leaked" });
  const me = (userAgent: string) =>
    call(server, "GET", "/api/v1/me", { key: key.secret, headers: { "user-agent": userAgent } });
  for (let i = 0; i < 3; i += 1) await me("curl/8");
  await me("thief/1");
  const child = await call(server, "POST", "/api/v1/keys", { key: key.secret, body: {} });
  await call(server, "DELETE", `/api/v1/keys/${key.id}`, as(ada));
  expectProblem(await me("thief/1"), 401, "invalid_api_key", "revoked");
  const { data } = (await call(server, "GET", `/api/v1/keys/${key.id}/activity`, as(ada))).body;
  expect(
    data.events.map(({ action, target }: { action: string; target: { id: string } }) => [action, target.id]),
  ).toEqual([
    ["key.revoked", key.id],
    ["key.created", child.body.data.id],
    ["key.created", key.id],
  ]);
  const day = new Date().toISOString().slice(0, 10);
  const seen = data.requests.map((row: Record<string, unknown>) => [
    row.day,
    row.route,
    row.user_agent,
    row.succeeded,
    row.failed,
  ]);
  expect(seen).toContainEqual([day, "/api/v1/me", "curl/8", 3, 0]);
  expect(seen).toContainEqual([day, "/api/v1/me", "thief/1", 1, 1]);
  const agents = data.user_agents.map((row: Record<string, unknown>) => [row.user_agent, row.total]);
  expect(agents[0]).toEqual(["thief/1", 2]);
  expect(agents).toContainEqual(["curl/8", 3]);
  const [address] = data.addresses;
  expect(data.addresses).toHaveLength(1);
  expect(address.total).toBe(
    data.requests.reduce((sum: number, { total }: { total: number }) => sum + total, 0),
  );
  expect(address.first_at < address.last_at).toBe(true);
  expect(data.truncated).toBe(false);
  expectProblem(
    await call(server, "GET", `/api/v1/keys/${key.id}/activity`, { key: key.secret }),
    401,
    "invalid_api_key",
    "revoked",
  );
});

test("the operator verifies the log while the server runs, and finds what was tampered with", {
  timeout: 120_000,
}, async () => {
  const ada = await newDeveloper(server);
  const { id } = await newKey(server, ada, { name: "honest" });
  const verify = async () => {
    const { code, stdout } = await cli(server, "audit", "verify", "--json");
    return { code, ...JSON.parse(stdout) };
  };
  await expect.poll(async () => (await verify()).unsealed, { timeout: 60_000, interval: 500 }).toBe(0);
  expect(await verify()).toMatchObject({ code: 0, misfit: null });
  const heads = JSON.parse((await cli(server, "audit", "head", "--json")).stdout);
  expect(heads.map(({ chain }: { chain: string }) => chain)).toContain("installation");
  await query(server, "update audit_events set target_label = 'x' where target_id = $1", [id]);
  const [event] = (await log(as(ada), `?target_id=${id}`)).body.data;
  expect(await verify()).toMatchObject({ code: 1, misfit: { eventId: event.id, problem: "changed" } });
  await query(server, "update audit_events set target_label = 'honest' where target_id = $1", [id]);
  expect(await verify()).toMatchObject({ code: 0, misfit: null });
});
