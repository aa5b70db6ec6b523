import { expect, test } from "vitest";
import { check, must, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { settings } from "#db/schema/workspaces.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { type NewEvent, SYSTEM } from "#lib/audit/event.ts";
import { requestContext } from "#lib/request-context.ts";

const event = (label: string): NewEvent => ({
  action: "settings.changed",
  workspaceId: null,
  target: { type: "settings", id: null, label },
});
const row = (name: string) => ({ name, value: 1, changedAt: new Date() });
const recorded = async (label: string) =>
  (await db().select().from(auditEvents)).filter(({ targetLabel }) => targetLabel === label);

test("a change and its events are committed together", async () => {
  const plan = (name: string) => [step(db().insert(settings).values(row(name)))];
  expect(await commitAudited(SYSTEM, [event("together")], () => plan("a"))).toBeNull();
  const [found] = await recorded("together");
  expect(found).toMatchObject({
    action: "settings.changed",
    actorType: "system",
    requestId: null,
    number: null,
  });
});

test("a change that fails leaves no event", async () => {
  const failed = await commitAudited(SYSTEM, [event("failed")], (tx) => [
    must("exists", tx.update(settings).set({ value: 2 })),
    step(tx.delete(settings)),
    must("never", tx.delete(settings)),
  ]);
  expect(failed).toBe("never");
  expect(await recorded("failed")).toEqual([]);
});

test("events can use what the transaction has read", async () => {
  await commitAudited(SYSTEM, [event("first")], (tx) => [step(tx.insert(settings).values(row("b")))]);
  let names: string[] = [];
  await commitAudited(
    SYSTEM,
    () => names.map((name) => event(`read ${name}`)),
    (tx) => [
      check(tx.select({ name: settings.name }).from(settings), (rows) => {
        names = rows.map(({ name }) => name);
      }),
    ],
  );
  expect(await recorded("read b")).toHaveLength(1);
});

test("an event names the request that caused it", async () => {
  const context = { requestId: "req_1", ip: "192.0.2.1", userAgent: "curl" };
  await requestContext.run(context, () => commitAudited(SYSTEM, [event("request")], () => []));
  expect(await recorded("request")).toMatchObject([context]);
});
