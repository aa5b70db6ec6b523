/** How often a page reads again what it shows, unless a query has a reason for another interval. */
export const refetchEveryMs = 30_000;
/** So many pages of a list are read again as often as anything else. */
const cheapPages = 4;

/** The same for a list. All its pages are read again each time, so a long list is read less often. */
export const refetchPagesEveryMs = (pages: number) =>
  refetchEveryMs * Math.ceil(Math.max(1, pages) / cheapPages);
