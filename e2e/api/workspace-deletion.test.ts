import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { hammer } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { addMember, eventsOf, inWorkspace } from "#e2e/api/workspaces.ts";
import { apiClient, dataOf } from "#e2e/conformance/api-client.ts";
import { cli } from "#e2e/operator.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const NAME = "Éclair & Söhne 100%";

/** A workspace of this developer, and a client that works in it. */
async function workspaceOf(developer: Developer) {
  const client = apiClient(server, developer);
  const { id } = dataOf(await client.post("/workspaces", { name: NAME }), 201);
  return { client, id, there: inWorkspace(developer, id) };
}

const remove = (client: ReturnType<typeof apiClient>, id: string, confirm = NAME) =>
  client.delete(`/workspaces/${id}?confirm=${encodeURIComponent(confirm)}`);

test("deleting needs the exact name", async () => {
  const { client, id } = await workspaceOf(await newDeveloper(server));
  for (const search of ["", "?confirm=", "?confirm=%C3%89clair", "?confirm=éclair+%26+söhne+100%25"])
    expectProblem(await client.delete(`/workspaces/${id}${search}`), 400, "invalid_parameter");
  expectProblem(await remove(client, id, `${NAME} `), 400, "invalid_parameter");
  expectProblem(await remove(client, id, "x".repeat(1000)), 400, "invalid_parameter");
  expectProblem(await client.delete(`/workspaces/${id}?confirm=a&confirm=b`), 400, "invalid_parameter");
  expectProblem(await client.delete(`/workspaces/${id}?name=a`), 400, "invalid_parameter");
  expect(dataOf(await client.get(`/workspaces/${id}`)).name).toBe(NAME);
});

test("only owners can delete, and never a key", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const { client, id, there } = await workspaceOf(ada);
  const asBob = apiClient(server, bob);
  expectProblem(await remove(asBob, id), 404, "not_found");
  for (const role of ["viewer", "developer", "admin"]) {
    await addMember(server, id, bob, role);
    expectProblem(await remove(asBob, id), 403, "forbidden", "insufficient_role");
  }
  const { secret: key } = dataOf(await client.post("/keys", { scopes: ["keys:write"] }, there), 201);
  const refused = await call(
    server,
    "DELETE",
    `/api/v1/workspaces/${id}?confirm=${encodeURIComponent(NAME)}`,
    { key },
  );
  expectProblem(refused, 403, "forbidden", "user_required");
  expect((await client.get("/me", { key })).status).toBe(200);
});

test("with the answer, keys stop at API, gate and services, and members, invitations and settings are gone", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const { client, id, there } = await workspaceOf(ada);
  await addMember(server, id, bob, "admin");
  const key = dataOf(
    await client.post("/keys", { scopes: ["keys:read", "keys:write", "keys:verify"] }, there),
    201,
  );
  const other = dataOf(await client.post("/keys", {}, there), 201);
  await invite(id);
  const service = JSON.parse((await cli(server, "service", "create", `of ${id}`, "--json")).stdout).secret;
  const verify = async () =>
    dataOf(
      await call(server, "POST", "/api/v1/keys/verify", { token: service, body: { key: other.secret } }),
    );
  // Used before, so that every cache knows the keys.
  expect((await verify()).code).toBe("valid");
  expect((await client.get("/keys", { key: key.secret })).status).toBe(200);
  expect((await askGate(server, { key: other.secret })).status).toBe(200);
  const requests = () => countOf("request_log", id);
  const loggedBefore = await requests();

  expect(await remove(client, id)).toMatchObject({ status: 204, body: null });

  expectProblem(await client.get("/keys", { key: key.secret }), 401, "invalid_api_key", "revoked");
  expectProblem(await client.post("/keys", {}, { key: key.secret }), 401, "invalid_api_key", "revoked");
  expectProblem(await askGate(server, { key: other.secret }), 401, "invalid_api_key", "revoked");
  expect(await verify()).toMatchObject({ valid: false, code: "revoked" });
  for (const developer of [ada, bob]) {
    const asMember = apiClient(server, developer);
    expect(dataOf(await asMember.get("/workspaces")).map((one: { id: string }) => one.id)).not.toContain(id);
    const unknown = await asMember.get(`/workspaces/ws_${"0".repeat(25)}`);
    const answers = [
      await asMember.get(`/workspaces/${id}`),
      await asMember.patch(`/workspaces/${id}`, { name: "back" }),
      await remove(asMember, id),
      await asMember.post(`/workspaces/${id}/plan-requests`, { plan: "pro" }),
    ];
    for (const answer of answers) {
      expectProblem(answer, 404, "not_found");
      expect({ ...answer.body, request_id: "" }).toEqual({ ...unknown.body, request_id: "" });
    }
    expectProblem(
      await asMember.get("/keys", inWorkspace(developer, id)),
      404,
      "not_found",
      "unknown_workspace",
    );
    expectProblem(await asMember.get(`/keys/${key.id}`), 404, "not_found");
  }
  const [invitation] = await query(server, "select withdrawn_at from invitations where workspace_id = $1", [
    id,
  ]);
  expect(invitation!.withdrawn_at).not.toBeNull();
  // For the operator, the logs stay.
  expect(await requests()).toBeGreaterThanOrEqual(loggedBefore);
  expect(await eventsOf(server, id, "workspace.deleted")).toMatchObject([
    { actor_label: ada.email, target_label: NAME },
  ]);
  expect(await eventsOf(server, id, "key.created")).toHaveLength(2);
});

test("of 10 concurrent deletions, one succeeds", async () => {
  const { client, id } = await workspaceOf(await newDeveloper(server));
  const answers = await Promise.all(Array.from({ length: 10 }, () => remove(client, id)));
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 204))
    expectProblem(answer, 404, "not_found");
  expect(await eventsOf(server, id, "workspace.deleted")).toHaveLength(1);
});

test.each(["a key", "a user"])(
  "a write of %s in flight while the workspace is deleted is either committed before or refused",
  async (who) => {
    const ada = await newDeveloper(server);
    const { client, id, there } = await workspaceOf(ada);
    await setPlan(server, ada);
    const maker = dataOf(await client.post("/keys", { scopes: ["keys:write"] }, there), 201);
    const request = who === "a key" ? { key: maker.secret } : there;
    const answers: { start: number; answer: Answer }[] = [];
    let running = true;
    const clients = hammer(
      16,
      () => !running,
      async () => {
        const start = performance.now();
        answers.push({ start, answer: await client.post("/keys", {}, request) });
      },
    );
    await delay(300);
    expect((await remove(client, id)).status).toBe(204);
    const deletedAt = performance.now();
    const rows = await countOf("api_keys", id);
    await delay(200);
    running = false;
    await clients;
    const made = answers.filter(({ answer }) => answer.status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ start }) => start > deletedAt)).toEqual([]);
    expect(await countOf("api_keys", id)).toBe(rows);
    const refusals = new Set(
      answers.filter((one) => !made.includes(one)).map(({ answer }) => answer.body.code),
    );
    // A user's own limit of requests may be reached.
    refusals.delete("rate_limited");
    expect([...refusals]).toEqual([who === "a key" ? "invalid_api_key" : "not_found"]);
  },
);

async function countOf(table: string, workspaceId: string): Promise<number> {
  const [row] = await query(server, `select count(*) as n from ${table} where workspace_id = $1`, [
    workspaceId,
  ]);
  return Number(row!.n);
}

async function invite(workspaceId: string): Promise<void> {
  const [now, later] = [0, 86_400_000].map((ms) =>
    server.dialect === "sqlite" ? Date.now() + ms : new Date(Date.now() + ms),
  );
  await query(
    server,
    `insert into invitations (id, workspace_id, email, role, invited_by_id, created_at, expires_at)
     values ($1, $2, 'new@example.test', 'viewer', 'usr_1', $3, $4)`,
    [`inv_${workspaceId}`, workspaceId, now, later],
  );
}
