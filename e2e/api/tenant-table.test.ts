import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { PREPARED } from "#e2e/api/tenant-table/prepared.ts";
import { makeRow } from "#e2e/api/tenant-table/row.ts";
import { formatRow, readTable, writeTable } from "#e2e/api/tenant-table/table-file.ts";
import { prepareSetting, type Setting } from "#e2e/api/tenant-table/world.ts";
import { connectTo } from "#e2e/test-server.ts";
import { loadRoutes } from "#lib/api/routes.ts";

// Who may call what. The table is made from the endpoint objects, and the answers are compared with the committed ones.
// Both databases have to give the same table.
const server = connectTo(inject("server"));
const updating = process.env.UPDATE_TABLE === "1" && server.dialect === "sqlite";
const HOW = `Run UPDATE_TABLE=1 npm test -- --only vitest tenant-table and review the diff of e2e/api/tenant-table.txt.`;

// Operations that change something, but nothing that anybody needs to trace.
const UNRECORDED: Record<string, string> = {
  "POST /api/v1/auth/signup": "strangers can send any number; it is recorded when the email is verified",
  "POST /api/v1/auth/verification": "only sends an email",
  "POST /api/v1/auth/password/forgot": "only sends an email",
  "POST /api/v1/auth/refresh": "continues a session whose start is recorded",
};

const endpoints = (await loadRoutes()).flatMap(({ path, methods }) =>
  [...methods].map(([method, { spec }]) => ({ operation: `${method} ${path}`, spec })),
);
const operations = endpoints.map(({ operation }) => operation);
const committed = updating ? new Map<string, string>() : readTable();
const made = new Map<string, string>();
const refused = new Set<string>();
let setting: Setting;

beforeAll(async () => {
  setting = await prepareSetting(server);
});

afterAll(async () => {
  await setting.store.close();
});

test("every operation has a row, and every row an operation", () => {
  if (!updating) expect([...committed.keys()].sort(), HOW).toEqual([...operations].sort());
  const unknown = Object.keys(PREPARED).filter((operation) => !operations.includes(operation));
  expect(unknown, "prepared requests without an operation").toEqual([]);
});

test("every operation with a body has a prepared request", () => {
  const missing = endpoints.filter(({ operation, spec }) => spec.body && !PREPARED[operation]?.body);
  const names = missing.map(({ operation }) => operation);
  expect(names, "Add a line for each of them to e2e/api/tenant-table/prepared.ts.").toEqual([]);
});

test.each(operations)("%s", async (operation) => {
  const row = await makeRow(setting, operation, refused);
  made.set(operation, formatRow(operation, row));
  const answers = Object.values(row.answers);
  expect(
    answers.some((answer) => answer.startsWith("2")),
    "The prepared request succeeds for nobody.",
  ).toBe(true);
  expect(answers.filter((answer) => answer.startsWith("5"))).toEqual([]);
  const { spec } = endpoints.find((endpoint) => endpoint.operation === operation)!;
  const changes = !operation.startsWith("GET ") && !spec.readOnly && !Object.hasOwn(UNRECORDED, operation);
  if (changes) expect(row.events, "A change must leave an audit event.").not.toMatch(/\bnone\b/);
  else expect(row.events, "Nothing is recorded.").toBe("none");
  if (!updating) expect(made.get(operation), HOW).toBe(committed.get(operation));
});

test("a refused request has changed nothing, and a stranger nothing of ours", async () => {
  const { store, ours, strangers } = setting;
  const events = await store.query("select request_id, workspace_id, actor_id, action from audit_events");
  expect(events.filter(({ request_id }) => refused.has(String(request_id)))).toEqual([]);
  const byStrangers = events.filter(({ actor_id }) => strangers.has(String(actor_id)));
  expect(byStrangers.length).toBeGreaterThan(0);
  // One of them is invited.
  const invited = ["invitation.accepted", "member.joined"];
  const ofOurs = byStrangers.filter(({ workspace_id }) => ours.has(String(workspace_id)));
  expect(ofOurs.filter(({ action }) => !invited.includes(String(action)))).toEqual([]);
});

if (updating)
  test("the table is written", () => {
    writeTable(made);
    expect([...readTable().keys()].sort()).toEqual([...operations].sort());
  });
