import { rmSync, writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { lockInstance } from "#db/instance-lock.ts";

const file = `${sqlite()!.control.name}.instance`;
const lock = () => lockInstance(() => {});

afterEach(() => rmSync(file, { force: true }));

test("a lock can be taken again once it is released", async () => {
  for (let turn = 0; turn < 2; turn += 1) await (await lock())!.release();
});

test("a lock file that can't be used is an error, and doesn't count as another process", async () => {
  writeFileSync(file, "not a database ".repeat(100));
  const started = performance.now();
  await expect(lock()).rejects.toThrow(/not a database/);
  expect(performance.now() - started).toBeLessThan(2000);
});
