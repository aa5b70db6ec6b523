import { readdirSync, readFileSync } from "node:fs";
import { verify } from "@node-rs/argon2";
import { afterEach, expect, test } from "vitest";
import { HashingThreads } from "#lib/accounts/hashing-threads.ts";

const NICE_FIELD = 18; // of /proc/…/stat, without the first two fields
let threads = new HashingThreads();

afterEach(async () => {
  await threads.close();
  threads = new HashingThreads();
});

test("a thread hashes and checks passwords", async () => {
  const passwordHash = (await threads.run({ password: "a difference engine" })) as string;
  expect(await verify(passwordHash, "a difference engine")).toBe(true);
  const check = (...passwords: string[]) => threads.run({ passwords, against: passwordHash });
  expect(await check("a difference engine")).toBe(true);
  expect(await check("another engine", "a difference engine")).toBe(true);
  expect(await check("another engine")).toBe(false);
});

test("a job that fails says why, and the thread goes on", async () => {
  await expect(threads.run({ passwords: ["any"], against: "not a hash" })).rejects.toThrow();
  expect(await threads.run({ password: "a difference engine" })).toMatch(/^\$argon2id\$/);
});

test.runIf(process.platform === "linux")("the threads have a low priority", async () => {
  const niceThreads = () =>
    readdirSync("/proc/self/task").filter((id) => {
      const stat = readFileSync(`/proc/self/task/${id}/stat`, "utf8");
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[NICE_FIELD - 2] === "10";
    });
  const before = niceThreads().length;
  await threads.run({ password: "a difference engine" });
  expect(niceThreads().length).toBeGreaterThan(before);
});
