import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { keyOf, memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { exportAuditEvents, listAuditEvents } from "#lib/activity/audit-events.ts";
import { AuditEventQuery } from "#lib/activity/schema.ts";
import type { ApiKeyActor, UserActor } from "#lib/actors/actor.ts";
import { requireExportable } from "#lib/audit/export.ts";
import { toCell } from "#lib/csv.ts";
import { newId } from "#lib/ids.ts";

const start = Date.now() - 10_000_000;
const now = new Date();

/** Adds `count` events to a workspace, 10 ms apart. */
async function addEvents(
  workspaceId: string,
  count: number,
  more: (i: number) => Partial<typeof auditEvents.$inferInsert> = () => ({}),
): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, i) => ({
    id: newId("evt", start + i),
    at: new Date(start + Math.floor(i / 3) * 10),
    workspaceId,
    action: "key.changed",
    actorType: "system",
    targetType: "key",
    targetId: `key_${i}`,
    ...more(i),
  }));
  for (let i = 0; i < count; i += 500)
    await db()
      .insert(auditEvents)
      .values(rows.slice(i, i + 500));
  return rows.map(({ id }) => id).reverse();
}

async function allPages(actor: UserActor | ApiKeyActor, query: object = {}): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAuditEvents(actor, { limit: 100, cursor, ...query });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}

async function exported(actor: UserActor, query: object = {}, format: "csv" | "ndjson" = "ndjson") {
  const { chunks, release } = await exportAuditEvents(actor, query, format, now);
  let text = "";
  for await (const chunk of chunks) text += chunk;
  release();
  return text;
}

test("pages and exports contain every event of the workspace once, newest first", async () => {
  const [ada, bob] = [await person("ada"), await person("bob")];
  const ids = (await addEvents(ada.workspaceId, 777)).sort().reverse();
  await addEvents(bob.workspaceId, 10);
  const to = new Date(start + 1_000_000);
  expect(await allPages(ada, { to })).toEqual(ids);
  const lines = (await exported(ada, { to })).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
});

test("filters select events, also rare ones among many", async () => {
  const ada = await person("rare");
  await addEvents(ada.workspaceId, 900, (i) => ({
    action: i % 400 === 0 ? "key.revoked" : "key.changed",
    actorId: i < 5 ? "usr_1" : null,
    environment: ["live", "test", null][i % 3],
  }));
  const count = async (query: object) => (await allPages(ada, query)).length;
  expect(await count({ action: "key.revoked" })).toBe(3);
  expect(await count({ actor_id: "usr_1" })).toBe(5);
  expect(await count({ target_id: "key_899" })).toBe(1);
  expect(await count({ environment: "test", to: new Date(start + 100_000) })).toBe(300);
  expect(await count({ from: new Date(start + 10), to: new Date(start + 20) })).toBe(3);
  expect((await exported(ada, { action: "key.revoked" })).trimEnd().split("\n")).toHaveLength(3);
});

test("an API key sees events of its own environment and of none", async () => {
  const ada = await person("keys");
  await addEvents(ada.workspaceId, 30, (i) => ({ environment: ["live", "test", null][i % 3] }));
  const { actor } = await keyOf(ada, { scopes: ["audit:read"], environment: "test" });
  const to = new Date(start + 100_000);
  expect(await allPages(actor, { to })).toHaveLength(20);
  expect(await allPages(actor, { environment: "test", to })).toHaveLength(10);
  await expect(listAuditEvents(actor, { limit: 1, environment: "live" })).rejects.toMatchObject({
    extras: { reason: "other_environment" },
  });
});

test("a workspace has one export at a time, and all together four", async () => {
  const people = await Promise.all(["a", "b", "c", "d", "e"].map((name) => person(`export-${name}`)));
  const begin = (actor: UserActor) => exportAuditEvents(actor, {}, "csv", now);
  const refusal = (code: string, extras: object) =>
    expect.objectContaining({ code, extras: expect.objectContaining({ retryAfterSeconds: 10, ...extras }) });
  const first = await begin(people[0]!);
  await expect(begin(people[0]!)).rejects.toEqual(refusal("conflict", { reason: "export_in_progress" }));
  const running = [first, ...(await Promise.all(people.slice(1, 4).map(begin)))];
  await expect(begin(people[4]!)).rejects.toEqual(refusal("unavailable", {}));
  for (const { release } of running) release();
  (await begin(people[4]!)).release();
});

test("a user has one export at a time, however many workspaces and keys they have", async () => {
  const ada = await person("export-own");
  const second = await memberOf(await person("export-other"), "export-guest", "owner");
  const { workspaceId, workspaceName } = second;
  const elsewhere: UserActor = { ...ada, workspaceId, workspaceName };
  await atomically((tx) => [
    step(members.insert(tx, { workspaceId, userId: ada.userId, role: "owner", createdAt: now })),
  ]);
  const root = await keyOf(elsewhere, { scopes: ["keys:write", "audit:read"] });
  const { actor: child } = await keyOf(root.actor, { scopes: ["audit:read"] });
  const begin = (actor: UserActor | ApiKeyActor) => exportAuditEvents(actor, {}, "csv", now);
  const { release } = await begin(ada);
  const refusal = expect.objectContaining({
    code: "conflict",
    extras: expect.objectContaining({ reason: "export_in_progress" }),
  });
  for (const actor of [elsewhere, root.actor, child]) await expect(begin(actor)).rejects.toEqual(refusal);
  (await begin(second)).release();
  release();
  (await begin(child)).release();
});

test("more events than an export can contain are refused, and a shorter time range isn't", async () => {
  const { workspaceId } = await person("many");
  await addEvents(workspaceId, 601);
  await expect(requireExportable({ workspaceId }, 600)).rejects.toMatchObject({
    code: "validation_failed",
    message: expect.stringContaining("from and to"),
  });
  await requireExportable({ workspaceId, from: new Date(start + 10), to: now }, 600);
});

test.each([
  ["plain", "plain"],
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", `"'=1+1"`],
  ["+1", `"'+1"`],
  ["-1", `"'-1"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["\t=1", `"'\t=1"`],
  ["\r=1", `"'\r=1"`],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
])("the CSV cell of %j is %j", (text, cell) => {
  expect(toCell(text)).toBe(cell);
});

test.each(["actor_id", "target_id"])("%s with a control character is refused", (name) => {
  expect(AuditEventQuery.safeParse({ [name]: "usr_\0" }).success).toBe(false);
  expect(AuditEventQuery.safeParse({ [name]: "usr_1" }).success).toBe(true);
});
