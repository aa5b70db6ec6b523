import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Developer, newDeveloper } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { apiClient, workspaceId } from "#e2e/conformance/api-client.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

// A server of its own: this test changes the audit log, and only one verification runs at a time.
let server: OwnServer;
let operator: Developer;

beforeAll(async () => {
  const { dialect } = inject("server");
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
  operator = await newOperator(server);
});
afterAll(() => server?.end());

const operators = (method: string, path: string, body?: object) =>
  operate(server, operator, method, path, body);
const ofWorkspace = (id?: string) => (id ? `?workspace_id=${id}` : "");
const chain = async (id?: string) => {
  const { status, body } = await operators("GET", `audit-chain${ofWorkspace(id)}`);
  expect(status).toBe(200);
  return body.data;
};
const sealed = async () =>
  Number((await query(server, "select count(*) as n from audit_events where number is null"))[0]!.n) === 0;

/** Verifies, and returns the verification that has ended. */
async function verify(id?: string) {
  await expect.poll(sealed, { timeout: 10_000 }).toBe(true);
  const started = await operators("POST", "audit-chain/verify", id ? { workspace_id: id } : undefined);
  expect(started.status).toBe(202);
  expect(started.body.data).toMatchObject({ chain: id ?? null, status: "running", result: null });
  const ended = async () => (await chain(id)).verification;
  await expect.poll(async () => (await ended()).status, { timeout: 20_000 }).toBe("done");
  return ended();
}

test("operators see the head of a chain, verify it, and learn which event was changed", async () => {
  const ada = await newDeveloper(server);
  const id = await workspaceId(apiClient(server, ada));
  for (const each of [undefined, id]) {
    const { result, finished_at } = await verify(each);
    expect(result).toMatchObject({ intact: true, misfit: null });
    expect(finished_at).not.toBeNull();
    const [head] = await query(server, "select number, hash from audit_chains where chain = $1", [
      each ?? "installation",
    ]);
    expect((await chain(each)).head).toEqual({ number: Number(head!.number), hash: head!.hash });
  }
  const [event] = await query(
    server,
    "select id, number from audit_events where workspace_id = $1 order by number limit 1",
    [id],
  );
  await query(server, "update audit_events set actor_label = 'nobody@example.com' where id = $1", [
    event!.id,
  ]);
  const misfit = { chain: id, number: Number(event!.number), event_id: event!.id, problem: "changed" };
  for (const each of [undefined, id])
    expect((await verify(each)).result).toMatchObject({ intact: false, misfit });
  // The installation's own chain isn't that of the workspace.
  const own = await newDeveloper(server);
  const other = await workspaceId(apiClient(server, own));
  expect((await verify(other)).result).toMatchObject({ intact: true, chains: 1 });
});

test("an event that was slipped into a chain is found, also if only its workspace is verified", async () => {
  const id = await workspaceId(apiClient(server, await newDeveloper(server)));
  await verify(id);
  const at = server.dialect === "sqlite" ? Date.now() : new Date();
  await query(
    server,
    `insert into audit_events (id, at, workspace_id, action, actor_type, target_type, number, hash)
     values ('evt_slipped', $1, $2, 'key.created', 'system', 'key', 1000, 'A')`,
    [at, id],
  );
  const misfit = { chain: id, number: 1000, event_id: "evt_slipped", problem: "inserted" };
  expect((await verify(id)).result).toMatchObject({ intact: false, misfit });
  await query(server, "delete from audit_events where id = 'evt_slipped'");
});

test("only one verification runs at a time, however many are started at once", async () => {
  // As many events as take a while at its pace. They don't fit, but they are read.
  const at = server.dialect === "sqlite" ? Date.now() : "now()";
  const rows = Array.from(
    { length: 4000 },
    (_, i) => `('evt_many${String(i).padStart(5, "0")}', ${at}, 'x.y', 'system', 'key')`,
  );
  await query(
    server,
    `insert into audit_events (id, at, action, actor_type, target_type) values ${rows.join(",")}`,
  );
  await expect.poll(sealed, { timeout: 30_000 }).toBe(true);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => operators("POST", "audit-chain/verify")),
  );
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  for (const refused of answers.filter(({ status }) => status !== 202))
    expectProblem(refused, 409, "conflict", "verification_in_progress");
  await expect.poll(async () => (await chain()).verification.status, { timeout: 60_000 }).toBe("done");
});

test("a workspace that doesn't exist has no chain", async () => {
  const unknown = `ws_${"0".repeat(25)}`;
  expectProblem(await operators("GET", `audit-chain?workspace_id=${unknown}`), 404, "not_found");
  expectProblem(await operators("POST", "audit-chain/verify", { workspace_id: unknown }), 404, "not_found");
});
