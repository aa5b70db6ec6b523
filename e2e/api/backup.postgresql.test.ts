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
