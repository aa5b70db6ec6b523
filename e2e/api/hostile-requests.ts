import { expect } from "vitest";
import { type Call, call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** A hostile request and its expected answer; by default POST /api/v1/keys with a valid key. */
export type Row = [name: string, status: number, code: string, request: Call, path?: string, method?: string];

export const KEYS = "/api/v1/keys";

export const raw = (
  rawBody: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Call => ({
  rawBody,
  headers,
});
export const json = (body: unknown): Call => ({ body });

/** An attacker with a key, and the number of keys that must not change. */
export interface Attacker {
  developer: Developer;
  key: NewKey;
  keyCount: number;
}

const countKeys = async (server: TestServer) =>
  Number((await query(server, "select count(*) as n from api_keys"))[0]!.n);

export async function newAttacker(server: TestServer): Promise<Attacker> {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  const key = await newKey(server, developer, { scopes: ["keys:read", "keys:write", "usage:read"] });
  return { developer, key, keyCount: await countKeys(server) };
}

/** Expects that no key was created and the attacker's own key is unchanged. */
export async function expectUntouched(
  server: TestServer,
  { developer, key, keyCount }: Attacker,
): Promise<void> {
  expect(await countKeys(server)).toBe(keyCount);
  const { body } = await call(server, "GET", `${KEYS}/${key.id}`, { token: developer.accessToken });
  expect(body.data).toMatchObject({ status: "active", name: "test" });
}

export async function expectRefused(server: TestServer, { key }: Attacker, row: Row): Promise<void> {
  const [, status, code, request, path = KEYS, method = "POST"] = row;
  const answer = await call(server, method, path, { key: key.secret, ...request });
  expectProblem(answer, status, code, code === "invalid_refresh_token" ? "unknown" : undefined);
  if (status === 405) expect(answer.headers.get("allow")).toMatch(/^[A-Z, ]+$/);
}
