import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { cli } from "#e2e/operator.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

test("on PostgreSQL the backup command refers to pg_dump", async () => {
  const { code, output } = await cli(server, "backup", "latchkey.dump");
  expect(code).toBe(1);
  expect(output).toContain("pg_dump");
  expect(output).not.toContain(new URL(server.databaseUrl).password);
});

test("a backup that pg_dump has written is noted, so that its age is known", async () => {
  const before = Date.now();
  expect(await cli(server, "backup", "record")).toMatchObject({ code: 0 });
  const noted = readFileSync(join(server.dataDir, "last-backup"), "utf8").trim();
  expect(Date.parse(noted)).toBeGreaterThanOrEqual(before);
});
