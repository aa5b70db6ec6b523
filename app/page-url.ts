/** The query string of a page, as Next has parsed it. */
export type Search = Record<string, string | string[] | undefined>;

/** The path and query of the page that is requested, so that a log-in leads back to what a link shows. */
export function pageUrl(path: string, search: Search): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const each of [value ?? []].flat()) query.append(name, each);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}
