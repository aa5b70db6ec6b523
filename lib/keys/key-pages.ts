import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { sqlite } from "#db/client.ts";
import * as lists from "#db/queries/key-lists.ts";
import { isRepresentable } from "#lib/instant.ts";
import { problem } from "#lib/problem.ts";
import { NO_CONTROL_CHARACTERS } from "#lib/text.ts";

/** What part of a list of keys is read, and how. */
export interface KeyPageRequest {
  sort: lists.KeySort;
  cursor?: string;
  limit: number;
}

// On SQLite, a statement keeps the thread busy.
const windowSize = () => (sqlite() ? 1000 : 5000);

/**
 * Finds the IDs of the keys on a page, and the cursor of the next page. Reads the keys in parts that take the thread only a
 * few milliseconds, however few of them match. Throws `invalid_cursor`.
 */
export async function findKeyPage(
  workspaceId: string,
  filter: lists.KeyFilter,
  { sort, cursor, limit }: KeyPageRequest,
): Promise<{ ids: string[]; nextCursor: string | null }> {
  const position = cursor === undefined ? null : decodeKeyCursor(cursor, sort);
  const found: lists.KeyPosition[] = [];
  for (const run of runsOf(workspaceId, filter, sort, position)) {
    const after = position && run.sorted === (position.value !== null) ? position : null;
    found.push(...(await firstMatching(run, filter, after, limit + 1 - found.length)));
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = found.length > limit && last ? encodeKeyCursor(sort, last) : null;
  return { ids: page.map(({ id }) => id), nextCursor };
}

/** Every key was created at some time. Those without a name or an expiration date come last, in the order of their IDs. */
function runsOf(
  workspaceId: string,
  { externalId, limited }: lists.KeyFilter,
  sort: lists.KeySort,
  position: lists.KeyPosition | null,
): lists.KeyRun[] {
  if (sort.endsWith("created_at")) return [{ workspaceId, sort, externalId, limited, sorted: true }];
  const last = { workspaceId, sort, sorted: false };
  return position?.value === null ? [last] : [{ workspaceId, sort, sorted: true }, last];
}

async function firstMatching(
  run: lists.KeyRun,
  filter: lists.KeyFilter,
  position: lists.KeyPosition | null,
  limit: number,
): Promise<lists.KeyPosition[]> {
  const found: lists.KeyPosition[] = [];
  for (let after = position; ; await nextTurn()) {
    const end = lists.isSearch(filter) ? await lists.endOfWindow(run, after, windowSize()) : null;
    found.push(...(await lists.matching(run, filter, { after, end }, limit - found.length)));
    if (!end || found.length >= limit) return found;
    after = end;
  }
}

function encodeKeyCursor(sort: lists.KeySort, { value, id }: lists.KeyPosition): string {
  const written = value instanceof Date ? value.getTime() : value;
  return Buffer.from(JSON.stringify([sort, written, id])).toString("base64url");
}

const Time = z.number().int().refine(isRepresentable);
const Name = z
  .string()
  .max(400)
  .regex(NO_CONTROL_CHARACTERS)
  .refine((text) => text.isWellFormed());
const VALUES = { created_at: Time, expires_at: Time.nullable(), name: Name.nullable() };

function decodeKeyCursor(cursor: string, sort: lists.KeySort): lists.KeyPosition {
  const Value = VALUES[sort.replace("-", "") as keyof typeof VALUES];
  const Cursor = z.tuple([z.literal(sort), Value, z.string().regex(/^key_\w{1,64}$/)]);
  try {
    const [, value, id] = Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { value: typeof value === "number" ? new Date(value) : value, id };
  } catch {
    throw problem("invalid_cursor");
  }
}
