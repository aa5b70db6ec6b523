const seen = new WeakMap<object, number>();

/** When the browser first saw what the server rendered. Going back shows the same data again, and by then they are old. */
function seenMs(data: unknown): number {
  const now = Date.now();
  if (typeof data !== "object" || data === null) return now;
  const since = seen.get(data) ?? now;
  seen.set(data, since);
  return since;
}

/** The options of a query that starts with what the server rendered. `data` has to be the page's own object, not a copy. */
export const rendered = <Data>(data: Data) => ({
  initialData: data,
  initialDataUpdatedAt: seenMs(data),
});

/** The same for a list, of which the server rendered the first page, or nothing. */
export const renderedPage = <Page>(page: Page | undefined) =>
  page === undefined
    ? {}
    : {
        initialData: { pages: [page], pageParams: [null] as (string | null)[] },
        initialDataUpdatedAt: seenMs(page),
      };
