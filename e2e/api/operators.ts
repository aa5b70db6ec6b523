import { type Answer, call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { query } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** A logged-in operator. */
export async function newOperator(server: TestServer): Promise<Developer> {
  const developer = await newDeveloper(server, { name: "Test Operator" });
  await query(server, "update users set operator = true where email = $1", [developer.email]);
  return developer;
}

/** Calls `/api/v1/operator/…` as this developer. */
export function operate(
  server: TestServer,
  { accessToken: token }: Developer,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return call(server, method, `/api/v1/operator/${path}`, { token, body });
}

/** The ID of a user. */
export async function userIdOf(server: TestServer, { email }: { email: string }): Promise<string> {
  const [row] = await query(server, "select id from users where email = $1", [email]);
  return String(row!.id);
}

/** The actions in the audit log about a target, oldest first, each with its actor's type. */
export async function auditOf(server: TestServer, targetId: string): Promise<string[]> {
  const rows = await query(
    server,
    "select action, actor_type from audit_events where target_id = $1 order by at, id",
    [targetId],
  );
  return rows.map(({ action, actor_type: type }) => `${action} by ${type}`);
}
