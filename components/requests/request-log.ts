import type { InfiniteData } from "@tanstack/react-query";
import type { LoggedRequest } from "#lib/usage/schema.ts";

export interface RequestPage {
  data: LoggedRequest[];
  meta: { next_cursor: string | null; searched_to: string | null; after: string | null; has_more: boolean };
}

export type RequestPages = InfiniteData<RequestPage, string | null>;

/** What the live tail has found and not shown yet. */
export interface Tail {
  held: LoggedRequest[];
  /** Where to continue; null until the first answer. */
  after: string | null;
  /** More requests came than one answer holds, so the newest page is loaded instead. */
  behind: boolean;
  /** How many requests were added since the page was opened. */
  arrived: number;
}

export const emptyTail: Tail = { held: [], after: null, behind: false, arrived: 0 };

/** Rows above which the newest page replaces the first one, so that a tail that runs for hours stays light. */
const mostInFirstPage = 300;

export const onlyPage = (page: RequestPage): RequestPages => ({ pages: [page], pageParams: [null] });

/** The log with new requests on top. */
export function withNewer({ pages, pageParams }: RequestPages, rows: LoggedRequest[]): RequestPages {
  const [first, ...others] = pages;
  return { pages: [{ ...first!, data: union(rows, first!.data) }, ...others], pageParams };
}

export const isTooLong = ({ pages }: RequestPages): boolean => pages[0]!.data.length > mostInFirstPage;

/**
 * The log with its newest page loaded again. Keeps the older pages that are on screen, unless requests may be missing between
 * them and this one.
 */
export function withFirstPage({ pages, pageParams }: RequestPages, page: RequestPage): RequestPages {
  const known = new Set(pages[0]!.data.map((row) => row.request_id));
  const meets = page.data.some((row) => known.has(row.request_id));
  if (pages.length === 1 || !meets) return onlyPage(page);
  return { pages: [{ ...page, data: union(page.data, pages[0]!.data) }, ...pages.slice(1)], pageParams };
}

/** The newest page, while nothing may be added to the log: what it has that the log hasn't. */
export function withHeldPage({ pages }: RequestPages, page: RequestPage): Omit<Tail, "arrived"> {
  const known = new Set(pages[0]!.data.map((row) => row.request_id));
  const held = page.data.filter((row) => !known.has(row.request_id));
  return { held, after: page.meta.after, behind: held.length > 0 && held.length === page.data.length };
}

/** All requests of the log, each once. */
export const rowsOf = ({ pages }: RequestPages): LoggedRequest[] => union(...pages.map((page) => page.data));

function union(...lists: LoggedRequest[][]): LoggedRequest[] {
  return [...new Map(lists.flat().map((row) => [row.request_id, row])).values()];
}

/** The tail after an answer to `after`. */
export function withAnswer(tail: Tail, page: RequestPage): Tail {
  return {
    held: union(page.data, tail.held),
    after: page.meta.after,
    // If the search stopped early, it goes on at the next poll.
    behind: page.meta.has_more && page.meta.searched_to === null,
    arrived: tail.arrived + page.data.length,
  };
}
