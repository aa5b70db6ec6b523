import { expect, test } from "vitest";
import {
  emptyTail,
  onlyPage,
  type RequestPage,
  rowsOf,
  withAnswer,
  withFirstPage,
  withHeldPage,
  withNewer,
} from "#components/requests/request-log.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

/** Requests with these IDs, newest first. */
const rows = (ids: string) => [...ids].map((request_id) => ({ request_id }) as LoggedRequest);
const page = (ids: string, meta: Partial<RequestPage["meta"]> = {}): RequestPage => ({
  data: rows(ids),
  meta: { next_cursor: null, searched_to: null, after: "here", has_more: false, ...meta },
});
const idsOf = (requests: LoggedRequest[]) => requests.map(({ request_id }) => request_id).join("");

test("new requests come on top, each once", () => {
  const log = withNewer(onlyPage(page("cba")), rows("ed"));
  expect(idsOf(rowsOf(log))).toBe("edcba");
  expect(idsOf(rowsOf(withNewer(log, rows("fed"))))).toBe("fedcba");
});

test("the newest page keeps older pages if it meets what is on screen", () => {
  const log = { pages: [page("dc"), page("ba")], pageParams: [null, "next"] };
  expect(idsOf(rowsOf(withFirstPage(log, page("ed"))))).toBe("edcba");
});

test("the newest page replaces the log if requests may be missing between them", () => {
  const log = { pages: [page("dc"), page("ba")], pageParams: [null, "next"] };
  expect(idsOf(rowsOf(withFirstPage(log, page("zy"))))).toBe("zy");
});

test("the newest page waits while the list is read", () => {
  const log = onlyPage(page("cba"));
  expect(withHeldPage(log, page("edc"))).toMatchObject({ held: rows("ed"), after: "here", behind: false });
  expect(withHeldPage(log, page("zy")).behind).toBe(true);
  expect(withHeldPage(onlyPage(page("")), page("")).behind).toBe(false);
});

test("an answer to after adds to what waits, and is continued where it ended", () => {
  const first = withAnswer(emptyTail, page("b", { after: "b" }));
  const second = withAnswer(first, page("dc", { after: "d" }));
  expect(idsOf(second.held)).toBe("dcb");
  expect(second).toMatchObject({ after: "d", arrived: 3, behind: false });
});

test("a tail is behind if one answer couldn't hold all new requests, but not if the search stopped early", () => {
  expect(withAnswer(emptyTail, page("b", { has_more: true })).behind).toBe(true);
  const stopped = { has_more: true, searched_to: "2026-11-28T09:00:00.000Z" };
  expect(withAnswer(emptyTail, page("", stopped)).behind).toBe(false);
});
