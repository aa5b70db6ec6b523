import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { sqlite } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import * as throttles from "#db/queries/throttles.ts";

test("migrating twice changes nothing, at once or one after the other", async () => {
  await atomically((tx) => [step(throttles.block(tx, "kept", new Date(), new Date()))]);
  await migrate();
  await migrate();
  expect(await throttles.bySubject("kept")).not.toBeNull();
});

test("foreign keys are watched again afterwards", () => {
  const handle = sqlite();
  if (handle) expect(handle.control.pragma("foreign_keys", { simple: true })).toBe(1);
});
