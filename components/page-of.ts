/** A page of a list, as the API answers it. */
export interface PageOf<Item> {
  data: Item[];
  meta: { next_cursor: string | null };
}
