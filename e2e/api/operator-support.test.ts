import { readFileSync } from "node:fs";
import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator } from "#e2e/api/operators.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let operator: Developer;
let developer: Developer;
let key: NewKey & { hint: string };
let workspaceId: string;

beforeAll(async () => {
  operator = await newOperator(server);
  developer = await newDeveloper(server);
  key = (await newKey(server, developer, { scopes: ["data:read"] })) as typeof key;
  const me = await call(server, "GET", "/api/v1/me", { key: key.secret });
  workspaceId = me.body.data.workspace.id;
});

const asOperator = (method: string, path: string, body?: object) =>
  call(server, method, `/api/v1/operator/${path}`, { token: operator.accessToken, body });

test("a leaked key is found by its secret, its hint and a request", async () => {
  const request = await call(server, "GET", "/api/v1/me", { key: key.secret });
  const request_id = request.headers.get("request-id")!;
  for (const body of [{ secret: key.secret }, { hint: key.hint }, { request_id }]) {
    const { status, body: found } = await asOperator("POST", "lookup", body);
    expect(status).toBe(200);
    expect(found.data.keys).toHaveLength(1);
    expect(found.data.keys[0]).toMatchObject({
      id: key.id,
      status: "active",
      creator_email: developer.email,
      workspace: { id: workspaceId, status: "active", owners: [developer.email] },
    });
    if ("request_id" in body) expect(found.data.request).toMatchObject({ request_id, key_id: key.id });
  }
  const nobody = await asOperator("POST", "lookup", { secret: "nobody-made-this" });
  expect(nobody.body.data).toEqual({ keys: [], request: null });
});

test("a secret that is looked up is neither echoed nor stored nor logged, also in a bad request", async () => {
  const answers = [
    await asOperator("POST", "lookup", { secret: key.secret }),
    await asOperator("POST", "lookup", { [key.secret]: key.secret }),
    await asOperator("POST", "lookup", { secret: key.secret, hint: key.hint }),
    // A credential in the URL is refused before it is known who asks.
    await asOperator("POST", `lookup?secret=${key.secret}`, { secret: key.secret }),
    await asOperator("POST", "lookup", { request_id: key.secret }),
    await asOperator("POST", "lookup", { secret: key.secret.repeat(20) }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 422, 422, 404, 422, 422]);
  for (const { body } of answers) expect(JSON.stringify(body)).not.toContain(key.secret);
  expect(readFileSync(server.logFile, "utf8")).not.toContain(key.secret);
  for (const table of ["request_log", "audit_events", "idempotent_answers"])
    expect(JSON.stringify(await query(server, `select * from ${table}`))).not.toContain(key.secret);
});

test("exactly one member is looked up", async () => {
  for (const body of [{}, { hint: "" }, { secret: "a", request_id: "b" }, { secret: 1 }, { key: "x" }])
    expect((await asOperator("POST", "lookup", body)).status).toBe(422);
});

test("any key can be revoked, once, with the next request", async () => {
  const victim = await newKey(server, developer);
  const revoked = await asOperator("DELETE", `keys/${victim.id}`);
  expect(revoked.body.data).toMatchObject({ id: victim.id, status: "revoked" });
  const refused = await call(server, "GET", "/api/v1/me", { key: victim.secret });
  expectProblem(refused, 401, "invalid_api_key", "revoked");
  expectProblem(await asOperator("DELETE", `keys/${victim.id}`), 409, "conflict", "already_revoked");
  expectProblem(await asOperator("DELETE", `keys/key_${"0".repeat(25)}`), 404, "not_found");
  const { body } = await asOperator("GET", `audit-events?target_id=${victim.id}&action=key.revoked`);
  expect(body.data).toEqual([
    expect.objectContaining({
      workspace_id: workspaceId,
      environment: "live",
      actor: expect.objectContaining({ type: "operator", label: operator.email }),
      target: { type: "key", id: victim.id, label: "test" },
    }),
  ]);
});

test("requests of all workspaces are listed newest first, page by page, without gaps", async () => {
  const other = await newKey(server, await newDeveloper(server));
  const sent: string[] = [];
  for (const secret of [key.secret, other.secret, "lk_live_unknown", key.secret, other.secret])
    sent.push(
      (
        await call(server, "GET", "/api/v1/keys", {
          key: secret,
          headers: { "x-forwarded-for": "192.0.2.217" },
        })
      ).headers.get("request-id")!,
    );
  const seen: string[] = [];
  let previous = "9";
  for (let cursor = ""; ; ) {
    const page = await asOperator("GET", `requests?limit=2${cursor}`);
    for (const { at, request_id } of page.body.data) {
      expect(at <= previous).toBe(true);
      previous = at;
      seen.push(request_id);
    }
    if (sent.every((id) => seen.includes(id)) || !page.body.meta.next_cursor) break;
    cursor = `&cursor=${page.body.meta.next_cursor}`;
  }
  expect(seen.filter((id) => sent.includes(id))).toEqual(sent.toReversed());
  expect(new Set(seen).size).toBe(seen.length);
  const ofKey = await asOperator("GET", `requests?key_id=${other.id}&status=403`);
  expect(ofKey.body.data.map(({ request_id }: { request_id: string }) => request_id)).toEqual([
    sent[4],
    sent[1],
  ]);
  const unknown = await asOperator("GET", "requests?status=401&path=/api/v1/keys&limit=1");
  expect(unknown.body.data[0]).toMatchObject({ workspace_id: null, key_id: null });
  expectProblem(
    await asOperator("GET", "requests?from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z"),
    400,
    "invalid_parameter",
  );
});

test("a test email says what the mail server answered, at most ten times an hour", async () => {
  const { status, body } = await asOperator("POST", "mail/test");
  expect([status, body.data.to, body.data.accepted]).toEqual([200, operator.email, true]);
  expect(body.data.answer).toMatch(/^250/);
  const { subject } = await server.mailbox.next(operator.email, { subject: /Test email/ });
  expect(subject).toBe("Test email from Latchkey");
  const more = await Promise.all(Array.from({ length: 12 }, () => asOperator("POST", "mail/test")));
  expect(more.filter((answer) => answer.status === 200)).toHaveLength(9);
  expectProblem(more.find((answer) => answer.status === 429)!, 429, "too_many_attempts");
});

test("queued emails show why they weren't sent, without a token", async () => {
  const due = server.dialect === "sqlite" ? Date.now() + 3_600_000 : new Date(Date.now() + 3_600_000);
  const [user] = await query(server, "select id from users where email = $1", [developer.email]);
  const id = `mail_${"1".repeat(25)}`;
  await query(
    server,
    `insert into mails (id, kind, user_id, created_at, attempts, last_error, due_at, turn)
     values ($1, 'reset_password', $2, $3, 3, '550 no such mailbox', $4, 0)`,
    [id, user!.id, due, due],
  );
  const { body } = await asOperator("GET", "mails?failed=true");
  expect(body.data[0]).toEqual({
    id,
    kind: "reset_password",
    to: developer.email,
    created_at: expect.any(String),
    attempts: 3,
    due_at: expect.any(String),
    last_error: "550 no such mailbox",
  });
  await query(server, "delete from mails where id = $1", [id]);
});

test("the overview counts what there is", async () => {
  const { status, body } = await asOperator("GET", "overview");
  expect(status).toBe(200);
  const { users, workspaces, active_keys, requests, store_bytes, version } = body.data;
  expect(users).toBeGreaterThan(1);
  expect(workspaces.total).toBeGreaterThan(1);
  expect(active_keys).toBeGreaterThan(0);
  expect(requests.this_month).toBeGreaterThanOrEqual(requests.today);
  expect(requests.refused_since_start).toMatchObject({ validation_failed: expect.any(Number) });
  expect(store_bytes).toBeGreaterThan(10_000);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
