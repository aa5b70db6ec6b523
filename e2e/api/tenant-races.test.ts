import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Answer, type Call, call } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { unknownId } from "#e2e/api/tenant-table/targets.ts";
import { type Person, prepareSetting, type Setting, World } from "#e2e/api/tenant-table/world.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let setting: Setting;

beforeAll(async () => {
  setting = await prepareSetting(server);
});
afterAll(() => setting.store.close());

type Statement = [sql: string, values: (string | number | Date)[]];

/**
 * Runs the statement in a transaction, lets `act` start its request, which gets stuck behind it, and commits.
 * So the request was accepted before the statement's change, and commits after it.
 */
async function whileUncommitted([sql, values]: Statement, act: () => Promise<Answer>): Promise<Answer> {
  if (server.dialect === "sqlite") {
    const database = new Database(server.databaseUrl.slice("file:".length), { timeout: 5000 });
    database.exec("begin immediate");
    const stored = values.map((value) => (value instanceof Date ? value.getTime() : value));
    database.prepare(sql.replace(/\$\d+/g, "?")).run(...stored);
    return stuckUntil(act, async () => {
      database.exec("commit");
      database.close();
    });
  }
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  await client.query("begin");
  await client.query(sql, values);
  return stuckUntil(act, async () => {
    await client.query("commit");
    await client.end();
  });
}

async function stuckUntil(act: () => Promise<Answer>, commit: () => Promise<void>): Promise<Answer> {
  let answered = false;
  const answer = act().finally(() => {
    answered = true;
  });
  await delay(400);
  expect(answered, "the request waits for the transaction").toBe(false);
  await commit();
  return answer;
}

const removed = (workspaceId: string, { userId }: Person): Statement => [
  "delete from members where workspace_id = $1 and user_id = $2",
  [workspaceId, userId],
];
const demoted = (workspaceId: string, { userId }: Person): Statement => [
  "update members set role = 'viewer' where workspace_id = $1 and user_id = $2",
  [workspaceId, userId],
];
const suspended = (workspaceId: string): Statement => [
  "update workspaces set suspended_at = $1 where id = $2",
  [new Date(), workspaceId],
];

interface Write {
  name: string;
  method: string;
  path: (world: World) => string | Promise<string>;
  body?: object;
}
const ofKeys: Write[] = [
  { name: "a new key", method: "POST", path: () => "/api/v1/keys", body: { name: "late" } },
  {
    name: "a change of a key",
    method: "PATCH",
    path: async (world) => `/api/v1/keys/${(await world.key()).id}`,
    body: { name: "late" },
  },
  {
    name: "a rotation",
    method: "POST",
    path: async (world) => `/api/v1/keys/${(await world.key()).id}/rotate`,
    body: {},
  },
];
const ofSettings: Write[] = [
  { name: "a new scope", method: "POST", path: () => "/api/v1/scopes", body: { name: "late:read" } },
  {
    name: "new settings",
    method: "PATCH",
    path: async (world) => `/api/v1/workspaces/${await world.workspace()}`,
    body: { name: "late" },
  },
];

async function late(write: Write, change: (workspaceId: string, admin: Person) => Statement) {
  const world = new World(setting);
  const [workspaceId, admin] = [await world.workspace(), await world.person("admin")];
  const path = await write.path(world);
  const answer = await whileUncommitted(change(workspaceId, admin), () =>
    call(server, write.method, path, { token: admin.token, body: write.body }),
  );
  const events = await setting.store.query("select request_id from audit_events where workspace_id = $1", [
    workspaceId,
  ]);
  const requestId = answer.headers.get("request-id");
  expect(events.filter((event) => event.request_id === requestId)).toEqual([]);
  return answer;
}

describe("a write in flight isn't committed after", () => {
  for (const write of [...ofKeys, ...ofSettings]) {
    test(`the removal of its member: ${write.name}`, async () => {
      expectProblem(await late(write, removed), 404, "not_found");
    });
    test(`their demotion: ${write.name}`, async () => {
      expectProblem(await late(write, demoted), 403, "forbidden", "insufficient_role");
    });
    test(`the suspension of the workspace: ${write.name}`, async () => {
      expectProblem(await late(write, suspended), 403, "forbidden", "workspace_suspended");
    });
  }
});

test("what a removed or demoted member could do ends with the next request of each session", async () => {
  const world = new World(setting);
  const [workspaceId, admin] = [await world.workspace(), await world.person("admin")];
  const other = await setting.sign(admin.userId, await world.newSession(admin.userId));
  const create = (token: string) => call(server, "POST", "/api/v1/keys", { token, body: { name: "x" } });
  expect((await create(other)).status).toBe(201);
  await setting.store.query(...demoted(workspaceId, admin));
  for (const token of [admin.token, other])
    expectProblem(await create(token), 403, "forbidden", "insufficient_role");
  await setting.store.query(...removed(workspaceId, admin));
  for (const token of [admin.token, other]) {
    expectProblem(await create(token), 404, "not_found", "no_workspace");
    const chosen = { token, headers: { "x-workspace-id": workspaceId } };
    const keys = await call(server, "GET", "/api/v1/keys", chosen);
    expectProblem(keys, 404, "not_found", "unknown_workspace");
    const workspace = await call(server, "GET", `/api/v1/workspaces/${workspaceId}`, chosen);
    expectProblem(workspace, 404, "not_found", "unknown_workspace");
  }
});

interface Sent {
  status: number;
  port: number | undefined;
  body: string;
}

/** Sends a request with these exact headers, several of the same name too. */
function send(url: string, headers: Record<string, string | string[]>, agent?: Agent): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { headers, agent }, (response: IncomingMessage) => {
      const port = response.socket.localPort;
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode!, port, body }));
    });
    sent.on("error", reject).end();
  });
}

test.each(["API", "gate"])(
  "a suspension is in force for the next request of a connection: %s",
  async (door) => {
    const world = new World(setting);
    const { secret } = await world.key();
    const workspaceId = await world.workspace();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const url = door === "API" ? `${server.url}/api/v1/me` : `${server.gateUrl}/gate`;
    const ask = () => send(url, { "x-api-key": secret }, agent);
    const answers = [await ask(), await ask()];
    await setting.store.query(...suspended(workspaceId));
    answers.push(await ask());
    await setting.store.query("update workspaces set suspended_at = null where id = $1", [workspaceId]);
    answers.push(await ask());
    agent.destroy();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403, 200]);
    expect(JSON.parse(answers[2]!.body)).toMatchObject({ code: "forbidden", reason: "workspace_suspended" });
    expect(new Set(answers.map(({ port }) => port)).size).toBe(1);
  },
);

describe("X-Workspace-Id", () => {
  const ask = async (value: string, more: Call = {}) => {
    const { token } = await new World(setting).person("owner");
    return call(server, "GET", "/api/v1/keys", { token, ...more, headers: { "x-workspace-id": value } });
  };

  test("another tenant's, an unknown one, and texts of any kind get the same answer", async () => {
    const theirs = await new World(setting).workspace("theirs");
    const values = [
      theirs,
      unknownId(theirs),
      "nonsense",
      "%00",
      "ws_'--",
      "é",
      "x".repeat(8000),
      "__proto__",
    ];
    const answers = await Promise.all(values.map((value) => ask(value)));
    for (const answer of answers) {
      expectProblem(answer, 404, "not_found", "unknown_workspace");
      expect({ ...answer.body, request_id: "" }).toEqual({ ...answers[0]!.body, request_id: "" });
    }
  });

  test("sent twice, it is refused, also if both are the same", async () => {
    const world = new World(setting);
    const [id, { token }] = [await world.workspace(), await world.person("owner")];
    const headers = { authorization: `Bearer ${token}`, "x-workspace-id": [id, id] };
    const { status, body } = await send(`${server.url}/api/v1/keys`, headers);
    expect([status, JSON.parse(body).code]).toEqual([400, "duplicate_header"]);
  });

  test("two IDs in one header are no workspace", async () => {
    const world = new World(setting);
    const [id, { token }] = [await world.workspace(), await world.person("owner")];
    expectProblem(await ask(`${id}, ${id}`, { token }), 404, "not_found", "unknown_workspace");
  });

  test("a key keeps to its own workspace, whatever it names", async () => {
    const world = new World(setting);
    const theirs = await world.workspace("theirs");
    const { secret } = await world.key();
    const headers = { "x-workspace-id": theirs };
    const { status, body } = await call(server, "GET", "/api/v1/me", { key: secret, headers });
    expect([status, body.data.workspace.id]).toEqual([200, await world.workspace()]);
  });

  test("the workspace in the path wins", async () => {
    const world = new World(setting);
    const [ours, theirs, viewer] = [
      await world.workspace(),
      await world.workspace("theirs"),
      await world.person("viewer"),
    ];
    await world.join(theirs, viewer.userId, "owner");
    const change = (id: string, header: string) =>
      call(server, "PATCH", `/api/v1/workspaces/${id}`, {
        token: viewer.token,
        body: { name: "New name" },
        headers: { "x-workspace-id": header },
      });
    expectProblem(await change(ours, theirs), 403, "forbidden", "insufficient_role");
    expect((await change(theirs, ours)).status).toBe(200);
  });
});
