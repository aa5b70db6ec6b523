import { type Developer, newDeveloper } from "#e2e/api/client.ts";
import { query } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** A new user with the operator's flag. */
export async function newOperator(server: TestServer): Promise<Developer> {
  const operator = await newDeveloper(server, { name: "Test Operator" });
  await query(server, "update users set operator = $1 where email = $2", [
    server.dialect === "sqlite" ? 1 : true,
    operator.email,
  ]);
  return operator;
}
