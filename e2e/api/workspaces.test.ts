import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { type Answer, type Call, call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { addMember, eventsOf, inWorkspace } from "#e2e/api/workspaces.ts";
import { apiClient, dataOf } from "#e2e/conformance/api-client.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

const create = (client: ReturnType<typeof apiClient>, body: object = { name: "Payments" }) =>
  client.post("/workspaces", body);
const statuses = (answers: Answer[]) => answers.map(({ status }) => status);

test("a user creates a workspace, owns it, and chooses it with X-Workspace-Id", async () => {
  const ada = await newDeveloper(server);
  const client = apiClient(server, ada);
  const created = dataOf(await create(client, { name: " Payments ", key_format: { prefix: "pay" } }), 201);
  expect(created).toMatchObject({
    name: "Payments",
    plan: "trial",
    role: "owner",
    key_format: { prefix: "pay", include_environment: true, style: "base62" },
    require_expiry: false,
    max_lifetime_days: null,
    grantable_scopes: null,
  });
  expect(dataOf(await client.get("/workspaces")).map(({ name }: { name: string }) => name)).toEqual([
    "Test Developer's workspace",
    "Payments",
  ]);
  const there = inWorkspace(ada, created.id);
  expect(dataOf(await client.get("/me", there)).workspace).toMatchObject({ id: created.id, role: "owner" });
  const key = dataOf(await client.post("/keys", { name: "there" }, there), 201);
  expect(key.secret).toMatch(/^pay_live_/);
  expect(dataOf(await client.get("/keys"))).toEqual([]);
  expect(dataOf(await client.get("/me", { key: key.secret })).workspace.id).toBe(created.id);
  const [event] = await eventsOf(server, created.id, "workspace.created");
  expect(event).toMatchObject({ actor_label: ada.email, target_label: "Payments" });
});

test.each<[string, object, string]>([
  ["no name", {}, "/name"],
  ["an empty name", { name: "  " }, "/name"],
  ["a name that is too long", { name: "x".repeat(101) }, "/name"],
  ["a name with a control character", { name: "a\nb" }, "/name"],
  ["a name that isn't text", { name: ["a"] }, "/name"],
  ["a prefix that isn't allowed", { name: "a", key_format: { prefix: "A_b" } }, "/key_format/prefix"],
])("%s is refused", async (_, body, pointer) => {
  const client = apiClient(server, await newDeveloper(server));
  const refused = await create(client, body);
  expectProblem(refused, 422, "validation_failed");
  expect(refused.body.errors[0].pointer).toBe(pointer);
});

test("plan, owner and unknown members can't be chosen", async () => {
  const client = apiClient(server, await newDeveloper(server));
  for (const extra of [{ plan: "enterprise" }, { owner: "usr_1" }, { role: "admin" }])
    expectProblem(await create(client, { name: "a", ...extra }), 422, "unknown_field");
});

test("of 30 concurrent creates, a user gets exactly as many as they can own", async () => {
  const client = apiClient(server, await newDeveloper(server));
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => create(client, { name: `w${n}` })));
  expect(statuses(answers).filter((status) => status === 201)).toHaveLength(19);
  for (const answer of answers.filter(({ status }) => status !== 201))
    expectProblem(answer, 409, "conflict", "workspace_limit");
  const owned = dataOf(await client.get("/workspaces"));
  expect(owned).toHaveLength(20);
  const [one] = owned;
  expect((await client.delete(`/workspaces/${one.id}?confirm=${encodeURIComponent(one.name)}`)).status).toBe(
    204,
  );
  expect(statuses([await create(client), await create(client)])).toEqual([201, 409]);
});

test("a repeated create with the same Idempotency-Key creates one workspace, also a user's first", async () => {
  const ada = await newDeveloper(server);
  const client = apiClient(server, ada);
  await deleteAll(ada);
  const request = { token: ada.accessToken, headers: { "idempotency-key": randomUUID() } };
  const first = await client.post("/workspaces", { name: "First" }, request);
  const again = await client.post("/workspaces", { name: "First" }, request);
  expect(dataOf(again, 201)).toEqual(dataOf(first, 201));
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(dataOf(await client.get("/workspaces"))).toHaveLength(1);
  expectProblem(await client.post("/workspaces", { name: "Other" }, request), 422, "idempotency_key_reused");
});

test("the same Idempotency-Key in another workspace is another request", async () => {
  const ada = await newDeveloper(server);
  const client = apiClient(server, ada);
  const { id } = dataOf(await create(client), 201);
  const headers = { "idempotency-key": randomUUID() };
  const here: Call = { token: ada.accessToken, headers };
  const there: Call = { token: ada.accessToken, headers: { ...headers, "x-workspace-id": id } };
  const answers = [];
  for (const request of [here, there, here, there]) answers.push(await client.post("/keys", {}, request));
  const [one, two, oneAgain, twoAgain] = answers.map((answer) => dataOf(answer, 201));
  expect(two.id).not.toBe(one.id);
  expect([oneAgain.id, twoAgain.id]).toEqual([one.id, two.id]);
  expect(answers.map((answer) => answer.headers.get("idempotent-replayed"))).toEqual([
    null,
    null,
    "true",
    "true",
  ]);
  expect(dataOf(await client.get("/keys"))).toHaveLength(1);
});

test("concurrent changes of a setting leave a chain of audit events without gaps", async () => {
  const client = apiClient(server, await newDeveloper(server));
  const { id } = dataOf(await create(client), 201);
  const days = Array.from({ length: 12 }, (_, n) => n + 1);
  const answers = await Promise.all(
    days.map((max_lifetime_days) => client.patch(`/workspaces/${id}`, { max_lifetime_days })),
  );
  for (const [at, answer] of answers.entries()) expect(dataOf(answer).max_lifetime_days).toBe(days[at]);
  const events = await eventsOf(server, id, "workspace.changed");
  const changes = events.map(({ changes }) => changes.max_lifetime_days);
  let value: number | null = null;
  for (let step = 0; step < days.length; step += 1) {
    const next = changes.find((change) => change?.before === value);
    expect(next, `the change of ${value}`).toBeDefined();
    value = next!.after as number;
  }
  expect(value).toBe(dataOf(await client.get(`/workspaces/${id}`)).max_lifetime_days);
  // A change to the value it already has is no event.
  dataOf(await client.patch(`/workspaces/${id}`, { max_lifetime_days: value }));
  expect(await eventsOf(server, id, "workspace.changed")).toHaveLength(days.length);
});

test("a user without a workspace can log in, and is told to create one", async () => {
  const ada = await newDeveloper(server);
  const client = apiClient(server, ada);
  await deleteAll(ada);
  const login = await call(server, "POST", "/api/v1/auth/login", {
    body: { email: ada.email, password: ada.password },
  });
  const { access_token: token } = dataOf(login);
  const me = dataOf(await client.get("/me", { token }));
  expect(me).toMatchObject({ workspace: null, scopes: [], environment: null, actor: { email: ada.email } });
  expect(dataOf(await client.get("/workspaces"))).toEqual([]);
  expect(dataOf(await client.get("/auth/sessions"))).toHaveLength(2);
  for (const [method, path] of ELSEWHERE) {
    const refused = await call(server, method, `/api/v1${path}`, {
      token,
      body: method === "GET" ? undefined : {},
    });
    expectProblem(refused, 404, "not_found", "no_workspace");
    expect(refused.body.detail, path).toMatch(/create one/i);
  }
  const { id } = dataOf(await client.post("/workspaces", { name: "Again" }, { token }), 201);
  expect(dataOf(await client.get("/me", { token })).workspace).toMatchObject({ id, role: "owner" });
  dataOf(await client.post("/keys", {}, { token }), 201);
});

const ELSEWHERE = [
  ["GET", "/keys"],
  ["POST", "/keys"],
  ["POST", "/keys/import"],
  ["POST", "/keys/verify"],
  ["GET", "/usage"],
  ["GET", "/usage/series"],
  ["GET", "/requests"],
  ["GET", "/scopes"],
  ["POST", "/scopes"],
] as const;

test("a key can't create a workspace, whatever its scopes", async () => {
  const client = apiClient(server, await newDeveloper(server));
  const { secret: key } = dataOf(
    await client.post("/keys", { scopes: ["workspace:read", "keys:write"] }),
    201,
  );
  expectProblem(await client.post("/workspaces", { name: "a" }, { key }), 403, "forbidden", "user_required");
});

test("members see a shared workspace with their role, and only admins change it", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const client = apiClient(server, ada);
  const { id } = dataOf(await create(client), 201);
  const asBob = apiClient(server, bob);
  expectProblem(await asBob.get(`/workspaces/${id}`), 404, "not_found");
  await addMember(server, id, bob, "developer");
  expect(dataOf(await asBob.get(`/workspaces/${id}`)).role).toBe("developer");
  expectProblem(await asBob.patch(`/workspaces/${id}`, { name: "b" }), 403, "forbidden", "insufficient_role");
  await addMember(server, id, bob, "admin");
  expect(dataOf(await asBob.patch(`/workspaces/${id}`, { require_expiry: true }))).toMatchObject({
    require_expiry: true,
    role: "admin",
  });
});

/** Deletes all workspaces of a developer. */
async function deleteAll(developer: Developer): Promise<void> {
  const client = apiClient(server, developer);
  for (const { id, name } of dataOf(await client.get("/workspaces")))
    expect((await client.delete(`/workspaces/${id}?confirm=${encodeURIComponent(name)}`)).status).toBe(204);
  expect(
    await query(server, "select 1 as one from members join users on users.id = user_id where email = $1", [
      developer.email,
    ]),
  ).toEqual([]);
}
