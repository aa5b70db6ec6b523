import { expect, inject, test } from "vitest";
import { cli } from "#e2e/operator.ts";
import { placeAt } from "#e2e/world.ts";

const world = placeAt(inject("world"));

test("the backup of a PostgreSQL database is left to PostgreSQL's own program, and the command says which", async () => {
  const { code, output } = await cli(world, "backup", "latchkey.dump");
  expect(code).toBe(1);
  expect(output).toContain("pg_dump");
  expect(output).not.toContain(new URL(world.databaseUrl).password);
});
