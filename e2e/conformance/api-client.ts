import { expect } from "vitest";
import { type Answer, type Call, call, type Developer } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** A developer's API client: `client.post("/keys", body)` as the user, or with `{ key }` as a program. */
export function apiClient(server: TestServer, { accessToken: token }: Developer) {
  const send =
    (method: string) =>
    (path: string, body?: object, request: Call = { token }) =>
      call(server, method, `/api/v1${path}`, { ...request, body });
  return {
    get: (path: string, request: Call = { token }) => call(server, "GET", `/api/v1${path}`, request),
    post: send("POST"),
    patch: send("PATCH"),
    delete: send("DELETE"),
  };
}

export type ApiClient = ReturnType<typeof apiClient>;

/** The response's `data`; fails unless it has this status. */
export function dataOf(answer: Answer, status = 200) {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
  return answer.body.data;
}

/** The id of the developer's workspace. */
export async function workspaceId(client: ApiClient): Promise<string> {
  return dataOf(await client.get("/me")).workspace.id;
}

/** Changes the settings of the developer's workspace. */
export async function configure(client: ApiClient, settings: object): Promise<void> {
  dataOf(await client.patch(`/workspaces/${await workspaceId(client)}`, settings));
}
