import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { addMember, eventsOf } from "#e2e/api/workspaces.ts";
import { apiClient, dataOf, workspaceId } from "#e2e/conformance/api-client.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

// A server of its own: on the shared one, other tests have created hundreds of operators.
let server: OwnServer;

beforeAll(async () => {
  const { dialect } = inject("server");
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
});
afterAll(() => server?.end());

/** An operator who gets emails. */
async function newOperator() {
  const operator = await newDeveloper(server);
  await query(server, "update users set operator = true where email = $1", [operator.email]);
  return operator;
}

async function owner() {
  const client = apiClient(server, await newDeveloper(server));
  return { client, id: await workspaceId(client) };
}

test("an owner asks for a plan, and operators get an email", async () => {
  const operator = await newOperator();
  const { client, id } = await owner();
  const note = "Please <b>call</b> us: 500 requests per minute";
  const asked = await client.post(`/workspaces/${id}/plan-requests`, { plan: "pro", note });
  expect(dataOf(asked, 202)).toEqual({ plan: "pro", status: "requested" });
  const mail = await server.mailbox.next(operator.email, { subject: /Plan request: pro/ });
  expect(mail.text).toContain(note);
  expect(mail.text).toContain(id);
  expect(mail.html).toContain("&lt;b&gt;call");
  expect(mail.links).toEqual([`${server.url}/operator/workspaces/${id}`]);
  expect(await eventsOf(server, id, "workspace.plan_requested")).toMatchObject([
    { changes: { plan: { before: "trial", after: "pro" }, note: { before: null, after: note } } },
  ]);
  expect(dataOf(await client.get("/me")).workspace.plan).toBe("trial");
  await query(server, "update users set operator = false where email = $1", [operator.email]);
});

test("of 8 concurrent requests, 3 a day are sent; the others say when to try again", async () => {
  const { client, id } = await owner();
  const ask = () => client.post(`/workspaces/${id}/plan-requests`, { plan: "starter" });
  const answers = await Promise.all(Array.from({ length: 8 }, ask));
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
  for (const answer of answers.filter(({ status }) => status !== 202)) {
    expectProblem(answer, 429, "too_many_attempts");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(86_000);
  }
  expect(await eventsOf(server, id, "workspace.plan_requested")).toHaveLength(3);
});

test("a user can't get around that with more workspaces", async () => {
  const { client } = await owner();
  const statuses = [];
  for (let n = 0; n < 4; n += 1) {
    const { id } = dataOf(await client.post("/workspaces", { name: `w${n}` }), 201);
    for (let times = 0; times < 3; times += 1)
      statuses.push((await client.post(`/workspaces/${id}/plan-requests`, { plan: "pro" })).status);
    expect((await client.delete(`/workspaces/${id}?confirm=w${n}`)).status).toBe(204);
  }
  expect(statuses).toEqual([...Array(10).fill(202), 429, 429]);
});

test("a repeated request with the same Idempotency-Key is sent once", async () => {
  const { client, id } = await owner();
  const developer = await newDeveloper(server);
  await addMember(server, id, developer, "owner");
  const request = { token: developer.accessToken, headers: { "idempotency-key": randomUUID() } };
  for (const replayed of [null, "true"]) {
    const asked = await client.post(`/workspaces/${id}/plan-requests`, { plan: "pro" }, request);
    expect(dataOf(asked, 202).status).toBe("requested");
    expect(asked.headers.get("idempotent-replayed")).toBe(replayed);
  }
  expect(await eventsOf(server, id, "workspace.plan_requested")).toHaveLength(1);
});

test.each<[string, object, string, string]>([
  ["an unknown plan", { plan: "gold" }, "/plan", "unknown_plan"],
  ["the plan it has", { plan: "trial" }, "/plan", "current_plan"],
  ["a note that is too long", { plan: "pro", note: "x".repeat(1001) }, "/note", "too_big"],
  ["a note with a line break", { plan: "pro", note: "a\nb" }, "/note", "invalid_format"],
])("%s is refused", async (_, body, pointer, code) => {
  const { client, id } = await owner();
  const refused = await client.post(`/workspaces/${id}/plan-requests`, body);
  expectProblem(refused, 422, "validation_failed");
  expect(refused.body.errors).toEqual([{ pointer, code, detail: expect.any(String) }]);
});

test("only owners can ask", async () => {
  const { client, id } = await owner();
  const bob = await newDeveloper(server);
  await addMember(server, id, bob, "admin");
  const refused = await apiClient(server, bob).post(`/workspaces/${id}/plan-requests`, { plan: "pro" });
  expectProblem(refused, 403, "forbidden", "insufficient_role");
  const { secret: key } = dataOf(await client.post("/keys", {}), 201);
  expectProblem(
    await client.post(`/workspaces/${id}/plan-requests`, { plan: "pro" }, { key }),
    403,
    "forbidden",
    "user_required",
  );
});
