import type { RequestRow } from "#db/queries/requests.ts";
import { newId } from "#lib/ids.ts";

/** Creates a row of the request log, by default an accepted request made with a key. */
export function rowAt(at: number, more: Partial<RequestRow> = {}): RequestRow {
  return {
    id: newId("req", at),
    at: new Date(at),
    workspaceId: "ws_1",
    environment: "live",
    keyId: "key_1",
    hint: null,
    userId: null,
    method: "GET",
    path: "/",
    route: "/",
    status: 200,
    code: null,
    cost: 1,
    latencyMicros: 1,
    ip: null,
    userAgent: null,
    checks: [],
    ...more,
  };
}
