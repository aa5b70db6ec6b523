import { expect, test } from "vitest";
import { atomically, must, step } from "#db/atomically.ts";
import * as budgets from "#db/queries/budgets.ts";
import * as knownDevices from "#db/queries/known-devices.ts";
import * as throttles from "#db/queries/throttles.ts";
import { cleanUp } from "#lib/server/cleanup.ts";

const DAY_MS = 86_400_000;
const DELAYS = { allowed: 10, firstMs: 1, doublings: 1, longestMs: 1 };
const now = new Date();
const inMs = (ms: number) => new Date(now.getTime() + ms);

test("throttles are deleted after a day, not before", async () => {
  await atomically((tx) => [step(throttles.count(tx, "subject", now, now, DELAYS))]);
  await cleanUp(now.getTime() + DAY_MS);
  expect(await throttles.blockedUntil("subject")).not.toBeNull();
  await cleanUp(now.getTime() + DAY_MS + 1);
  expect(await throttles.blockedUntil("subject")).toBeNull();
});

test("budgets and known devices are deleted once they are over, not before", async () => {
  await atomically((tx) => [
    must("budget", budgets.use(tx, "subject", 1, now, inMs(1000))),
    step(knownDevices.remember(tx, "subject", inMs(1000))),
  ]);
  await cleanUp(now.getTime() + 999);
  expect(await budgets.resetsAt("subject", now)).toEqual(inMs(1000));
  expect((await knownDevices.among(["subject"], now)).size).toBe(1);
  await cleanUp(now.getTime() + 1000);
  expect(await budgets.resetsAt("subject", now)).toBeNull();
  expect((await knownDevices.among(["subject"], now)).size).toBe(0);
});
