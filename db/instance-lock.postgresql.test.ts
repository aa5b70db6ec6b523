import "#db/client.ts";
import { afterEach, expect, test, vi } from "vitest";
import { type InstanceLock, whoRuns } from "#db/instance-lock.ts";

const locks: InstanceLock[] = [];

afterEach(async () => {
  await Promise.all(locks.splice(0).map((lock) => lock.release()));
  vi.unstubAllEnvs();
});

/** Tries to take the lock once, as a process with these settings would. */
async function lockWith(cluster: "0" | "1"): Promise<InstanceLock | null> {
  vi.stubEnv("CLUSTER", cluster);
  vi.stubEnv("LOCK_WAIT_SECONDS", "0");
  vi.resetModules();
  const { lockInstance } = await import("#db/instance-lock.ts");
  const lock = await lockInstance(() => {});
  if (lock) locks.push(lock);
  return lock;
}

const running = () => whoRuns(process.env.DATABASE_URL!);

test("a process that is alone excludes every other", async () => {
  expect(await running()).toEqual({ mode: "none" });
  expect(await lockWith("0")).not.toBeNull();
  expect(await running()).toEqual({ mode: "alone" });
  expect(await lockWith("0")).toBeNull();
  expect(await lockWith("1")).toBeNull();
});

test("instances of a cluster share a database, and exclude a process that would be alone", async () => {
  expect(await lockWith("1")).not.toBeNull();
  const second = await lockWith("1");
  expect(second).not.toBeNull();
  expect(await running()).toEqual({ mode: "cluster", instances: 2 });
  expect(await lockWith("0")).toBeNull();
  await second!.release();
  expect(await lockWith("0")).toBeNull();
  expect(await running()).toEqual({ mode: "cluster", instances: 1 });
});
