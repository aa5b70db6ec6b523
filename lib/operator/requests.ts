import type { RequestRow } from "#db/queries/installation/requests.ts";
import { idTimeMs } from "#lib/ids.ts";
import { toRepresentable } from "#lib/instant.ts";
import type { OperatorRequest } from "#lib/operator/request-schema.ts";
import { searchBackwards, searchSpan } from "#lib/operator/search-requests.ts";
import type { Page, PageRequest } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { toLoggedRequests } from "#lib/usage/logged-request.ts";

const DAY_MS = 86_400_000;
// A request may take 30 s to arrive, and is decided when the database has answered after that.
const LONGEST_UNDECIDED_MS = 60_000;
const SOON_MS = 1000;

export interface AllRequestsQuery extends PageRequest {
  workspace_id?: string;
  key_id?: string;
  environment?: "live" | "test";
  made_by?: "api_key" | "user";
  status?: number;
  path?: string;
  from?: Date;
  to?: Date;
}

/**
 * Lists the requests of all workspaces, newest first: by default those of the last 24 hours. If few match of very many, a
 * page ends before it is full, with a cursor. Throws `invalid_cursor`, `invalid_parameter` (`from` after `to`).
 */
export async function listAllRequests(query: AllRequestsQuery, now: Date): Promise<Page<OperatorRequest>> {
  const to = query.to ?? new Date(now.getTime() + DAY_MS);
  const from = query.from ?? toRepresentable(new Date(Math.min(to.getTime(), now.getTime()) - DAY_MS));
  if (from >= to) throw problem("invalid_parameter", { detail: '"from" must be earlier than "to".' });
  const { workspace_id: workspaceId, key_id: keyId, environment, made_by: madeBy, status, path } = query;
  const filter = { workspaceId, keyId, environment, madeBy, status, path };
  const newest = new Date(Math.min(to.getTime(), now.getTime() + LONGEST_UNDECIDED_MS));
  const { items, nextCursor } = await searchBackwards({ from, to: newest }, filter, query, now);
  return { items: await toOperatorRequests(items), nextCursor };
}

/** One request of any workspace, or with an unknown key; null if the log doesn't have it. */
export async function findAnyRequest(id: string): Promise<OperatorRequest | null> {
  const from = idTimeMs(id);
  for (const [start, end] of [
    [from, from + SOON_MS],
    [from + SOON_MS, from + LONGEST_UNDECIDED_MS],
  ]) {
    const span = { from: new Date(start!), to: new Date(end!) };
    const { rows } = await searchSpan(span, { id }, null, 1);
    if (rows[0]) return (await toOperatorRequests(rows))[0]!;
  }
  return null;
}

async function toOperatorRequests(rows: RequestRow[]): Promise<OperatorRequest[]> {
  const logged = await toLoggedRequests(rows);
  return logged.map((request, i) => ({
    ...request,
    workspace_id: rows[i]!.workspaceId,
    hint: rows[i]!.hint,
  }));
}
