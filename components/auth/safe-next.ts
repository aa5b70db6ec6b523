const home = "/settings/api-keys";
const site = "http://same.site";

/** Where to go after log-in. Only paths on this site, because anyone can craft a link with `?next=`. */
export function safeNext(next: string | null | undefined): string {
  return (next?.startsWith("/") && pathOnSite(next, site)) || home;
}

/**
 * The path, query and fragment of a link if it leads to the site with this origin; null if it doesn't. Every redirect to
 * where a client asks for goes through this function. It only returns what was parsed and compared, never the text that
 * was sent, and nothing that leads elsewhere when it is parsed again.
 */
export function pathOnSite(link: string, origin: string): string | null {
  const url = parse(link, origin);
  if (url?.origin !== origin) return null;
  const { pathname, search, hash } = url;
  // "/.//host" has the path "//host", and that is a link to another site.
  return pathname.startsWith("//") ? null : pathname + search + hash;
}

function parse(link: string, base: string): URL | null {
  try {
    return new URL(link, base);
  } catch {
    return null;
  }
}
