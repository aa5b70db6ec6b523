import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import * as throttles from "#db/queries/throttles.ts";
import { cleanUp } from "#lib/server/cleanup.ts";

const DAY_MS = 86_400_000;

test("throttles are deleted after a day, not before", async () => {
  const now = new Date();
  await atomically((tx) => [step(throttles.block(tx, "subject", now, now))]);
  await cleanUp(now.getTime() + DAY_MS);
  expect(await throttles.bySubject("subject")).not.toBeNull();
  await cleanUp(now.getTime() + DAY_MS + 1);
  expect(await throttles.bySubject("subject")).toBeNull();
});
