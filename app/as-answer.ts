import type { PageOf } from "#components/page-of.ts";
import type { Page } from "#lib/pagination.ts";

/** The first page of a list that a page renders, as the API answers it. */
export const asAnswer = <Item>({ items, nextCursor }: Page<Item>): PageOf<Item> => ({
  data: items,
  meta: { next_cursor: nextCursor },
});
