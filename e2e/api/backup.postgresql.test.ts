import { expect, inject, test } from "vitest";
import { cli } from "#e2e/operator.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

test("the backup of a PostgreSQL database is left to PostgreSQL's own program, and the command says which", async () => {
  const { code, output } = await cli(server, "backup", "latchkey.dump");
  expect(code).toBe(1);
  expect(output).toContain("pg_dump");
  expect(output).not.toContain(new URL(server.databaseUrl).password);
});
