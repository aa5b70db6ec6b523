import { createHash, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type Answer, newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { type ApiClient, apiClient, dataOf, workspaceId } from "#e2e/conformance/api-client.ts";
import type { TestServer } from "#e2e/test-server.ts";

interface Configured {
  client: ApiClient;
  id: string;
  /** Changes the workspace's settings. */
  configure: (settings: object) => Promise<void>;
}

/** A new developer's workspace with these settings. */
export async function newWorkspace(server: TestServer, settings: object = {}): Promise<Configured> {
  const client = apiClient(server, await newDeveloper(server));
  const id = await workspaceId(client);
  const configure = async (changes: object) => void dataOf(await client.patch(`/workspaces/${id}`, changes));
  await configure(settings);
  return { client, id, configure };
}

/** Moves a workspace to a plan of its own with these columns. */
export async function onPlan(
  server: TestServer,
  { id }: Pick<Configured, "id">,
  columns: Record<string, number | boolean>,
): Promise<void> {
  const plan = `of-${randomUUID()}`;
  const insert = "insert into plans (id, name, requests_per_minute, position) values ($1, 'own', 1000, 9)";
  await query(server, insert, [plan]);
  for (const [name, value] of Object.entries(columns))
    await query(server, `update plans set ${name} = ${value} where id = $1`, [plan]);
  await query(server, "update workspaces set plan_id = $1 where id = $2", [plan, id]);
}

export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A key to import. */
export const imported = (body: object = {}) => ({
  hash: createHash("sha256").update(randomUUID()).digest("hex"),
  ...body,
});

/** The request is refused for exactly one field. */
export function expectError(answer: Answer, pointer: string, code: string): void {
  expectProblem(answer, 422, "validation_failed");
  expect(answer.body.errors).toEqual([{ pointer, code, detail: expect.any(String) }]);
}
