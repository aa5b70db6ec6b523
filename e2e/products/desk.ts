import { expect } from "vitest";
import { type Answer, type Call, call, type Developer } from "#e2e/api/client.ts";
import type { Place } from "#e2e/world.ts";

/** One developer's view of the API: `desk.post("/keys", body)` as the signed-in person, `{ key }` to call as a program. */
export function deskOf(place: Place, { accessToken: token }: Developer) {
  const send =
    (method: string) =>
    (path: string, body?: object, request: Call = { token }) =>
      call(place, method, `/api/v1${path}`, { ...request, body });
  return {
    get: (path: string, request: Call = { token }) => call(place, "GET", `/api/v1${path}`, request),
    post: send("POST"),
    patch: send("PATCH"),
    delete: send("DELETE"),
  };
}

export type Desk = ReturnType<typeof deskOf>;

/** The answer's `data`, with the status that was promised. */
export function dataOf(answer: Answer, status = 200) {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
  return answer.body.data;
}

/** The id of the developer's workspace. */
export async function workspaceId(desk: Desk): Promise<string> {
  return dataOf(await desk.get("/me")).workspace.id;
}

/** Sets the developer's workspace up. */
export async function configure(desk: Desk, settings: object): Promise<void> {
  dataOf(await desk.patch(`/workspaces/${await workspaceId(desk)}`, settings));
}
