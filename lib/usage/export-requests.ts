import type { LogPart } from "#db/queries/log.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { lineOf } from "#lib/csv.ts";
import { takeExportSlot } from "#lib/export-slots.ts";
import { rootUserOf } from "#lib/keys/root-user.ts";
import { problem } from "#lib/problem.ts";
import { read } from "#lib/request-log/reads.ts";
import { after, windowOf } from "#lib/usage/find-requests.ts";
import { endOfListable } from "#lib/usage/listable.ts";
import { toLoggedRequests } from "#lib/usage/logged-request.ts";
import { filterOf, type RequestQuery } from "#lib/usage/requests.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

type Format = "csv" | "ndjson";

/** The most requests that one export can contain, and the most that it looks at. */
const MOST_EXPORTED = 100_000;
const MOST_SEARCHED = 2_000_000;
const COUNTED_WINDOW = 50_000;
const WINDOW = 2000;
/** A row takes about a kilobyte as text, and a part is held in memory until the client has read it. */
const PART_ROWS = 500;

/**
 * Exports all matching requests. The caller calls `release` when it is done with it.
 * Throws `forbidden` (`other_environment`), `validation_failed` (`too_many`), and the problems of `takeExportSlot`.
 */
export async function exportRequests(
  actor: Actor,
  query: RequestQuery,
  format: Format,
): Promise<{ chunks: AsyncGenerator<string>; release: () => void }> {
  const { workspaceId } = actor;
  const filter = await filterOf(actor, query);
  const release = takeExportSlot({ workspaceId, userId: await rootUserOf(actor) });
  try {
    const part = { workspaceId, filter, older: null, newer: await endOfListable(workspaceId) };
    await requireExportable(part);
    return { chunks: textOf(part, format), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Refuses an export of too many requests, and one that has to look at too many. Throws `validation_failed` (`too_many`). */
export async function requireExportable(part: LogPart, mostExported = MOST_EXPORTED): Promise<void> {
  let searched = 0;
  let count = 0;
  for (let rest = part; ; ) {
    const { part: window, next } = await windowOf(rest, "desc", COUNTED_WINDOW);
    count += await read(part.workspaceId, "countMatching", window);
    searched += COUNTED_WINDOW;
    if (count > mostExported) throw tooMany(`More than ${inWords(mostExported)} requests match.`);
    if (!next) return;
    if (searched >= MOST_SEARCHED)
      throw tooMany(`More than ${inWords(MOST_SEARCHED)} requests would have to be searched.`);
    rest = after(rest, "desc", next);
  }
}

const inWords = (count: number) => count.toLocaleString("en");

function tooMany(why: string) {
  const detail = `${why} Choose a shorter time range with from and to.`;
  return problem("validation_failed", { detail, errors: [{ pointer: "/from", code: "too_many", detail }] });
}

async function* textOf(part: LogPart, format: Format): AsyncGenerator<string> {
  if (format === "csv") yield lineOf(COLUMNS);
  const toLine = format === "csv" ? toCsvLine : (request: LoggedRequest) => `${JSON.stringify(request)}\n`;
  for await (const requests of partsOf(part)) yield requests.map(toLine).join("");
}

/** The matching requests, newest first. Each part is one short query, so no transaction is held while the client reads. */
async function* partsOf(part: LogPart): AsyncGenerator<LoggedRequest[]> {
  for (let rest = part; ; ) {
    const { part: window, next } = await windowOf(rest, "desc", WINDOW);
    for (let left = window; ; ) {
      const rows = await read(part.workspaceId, "search", left, "desc", PART_ROWS);
      if (rows.length > 0) yield await toLoggedRequests(rows);
      if (rows.length < PART_ROWS) break;
      left = after(left, "desc", rows.at(-1)!);
    }
    if (!next) return;
    rest = after(rest, "desc", next);
  }
}

const COLUMNS = [
  ...[
    "request_id",
    "at",
    "via",
    "environment",
    "key_id",
    "key_name",
    "key_hint",
    "user_id",
    "method",
    "path",
  ],
  ...["route", "status", "code", "cost", "latency_ms", "ip", "user_agent", "checks"],
];

function toCsvLine({ key, ...request }: LoggedRequest): string {
  return lineOf([
    request.request_id,
    request.at,
    request.via,
    request.environment,
    request.key_id,
    key?.name ?? null,
    key?.hint ?? null,
    request.user_id,
    request.method,
    request.path,
    request.route,
    request.status,
    request.code,
    request.cost,
    request.latency_ms,
    request.ip,
    request.user_agent,
    JSON.stringify(request.checks),
  ]);
}
