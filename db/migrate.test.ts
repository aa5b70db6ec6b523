import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { sqlite } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import * as budgets from "#db/queries/budgets.ts";

test("migrating again changes nothing", async () => {
  const now = new Date();
  await atomically((tx) => [step(budgets.use(tx, "kept", 1, now, new Date(now.getTime() + 60_000)))]);
  await migrate();
  await migrate();
  expect(await budgets.resetsAt("kept", now)).not.toBeNull();
});

test("foreign keys are enforced after a migration", () => {
  const handle = sqlite();
  if (handle) expect(handle.control.pragma("foreign_keys", { simple: true })).toBe(1);
});

test("a migration recreates dropped triggers", async () => {
  const handle = sqlite();
  if (!handle) return;
  const count = () =>
    handle.control.prepare("select count(*) from sqlite_master where type = 'trigger'").pluck().get();
  const before = count();
  expect(before).toBe(11);
  handle.control.exec("drop trigger api_keys_changed; drop trigger plans_deleted");
  await migrate();
  expect(count()).toBe(before);
});
