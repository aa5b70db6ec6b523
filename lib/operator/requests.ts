import * as allRequests from "#db/queries/installation/requests.ts";
import { idTimeMs } from "#lib/ids.ts";
import { toRepresentable } from "#lib/instant.ts";
import type { OperatorRequest } from "#lib/operator/request-schema.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import { toLoggedRequests } from "#lib/usage/logged-request.ts";

const DAY_MS = 86_400_000;
const FIRST_SPAN_MS = 1000;
const GROWTH = 8;
// A request may take 30 s to arrive, and is decided when the database has answered after that.
const LONGEST_UNDECIDED_MS = 60_000;

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
 * Lists the requests of all workspaces, newest first: by default those of the last 24 hours.
 * Throws `invalid_cursor`, `invalid_parameter` (`from` after `to`).
 */
export async function listAllRequests(query: AllRequestsQuery, now: Date): Promise<Page<OperatorRequest>> {
  const to = query.to ?? new Date(now.getTime() + DAY_MS);
  const from = query.from ?? toRepresentable(new Date(Math.min(to.getTime(), now.getTime()) - DAY_MS));
  if (from >= to) throw problem("invalid_parameter", { detail: '"from" must be earlier than "to".' });
  const { workspace_id: workspaceId, key_id: keyId, environment, made_by: madeBy, status, path } = query;
  const filter = { workspaceId, keyId, environment, madeBy, status, path };
  const indexed = workspaceId !== undefined || keyId !== undefined;
  const search = indexed ? allRequests.pageOf : searchBackwards(now);
  const { items, nextCursor } = await paginate(
    query,
    (position, limit) => search({ from, to }, filter, position, limit),
    (row) => row.at,
  );
  return { items: await toOperatorRequests(items), nextCursor };
}

// Searches a short time first, and a longer one as long as it doesn't contain enough requests: so a busy installation
// doesn't sort a whole day for one page.
function searchBackwards(now: Date): typeof allRequests.page {
  return async ({ from, to }, filter, position, limit) => {
    const newest = Math.min(
      to.getTime(),
      (position?.at.getTime() ?? now.getTime() + LONGEST_UNDECIDED_MS) + 1,
    );
    for (let spanMs = FIRST_SPAN_MS + (position ? 0 : LONGEST_UNDECIDED_MS); ; spanMs *= GROWTH) {
      const start = new Date(Math.max(from.getTime(), newest - spanMs));
      const rows = await allRequests.page({ from: start, to: new Date(newest) }, filter, position, limit);
      if (rows.length >= limit || start <= from) return rows;
    }
  };
}

/** One request of any workspace, or with an unknown key; null if the log doesn't have it. */
export async function findAnyRequest(id: string): Promise<OperatorRequest | null> {
  const from = idTimeMs(id);
  const span = { from: new Date(from), to: new Date(from + LONGEST_UNDECIDED_MS) };
  const [row] = await allRequests.page(span, { id }, null, 1);
  return row ? (await toOperatorRequests([row]))[0]! : null;
}

async function toOperatorRequests(
  rows: Awaited<ReturnType<typeof allRequests.page>>,
): Promise<OperatorRequest[]> {
  const logged = await toLoggedRequests(rows);
  return logged.map((request, i) => ({
    ...request,
    workspace_id: rows[i]!.workspaceId,
    hint: rows[i]!.hint,
  }));
}
