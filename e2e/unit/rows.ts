import type { RequestRow } from "#db/queries/requests.ts";
import { newId } from "#lib/ids.ts";

/** A row of the request log: an accepted request of a key, unless it says otherwise. */
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
