const home = "/settings/api-keys";

/** Where to go after log-in. Only paths on this site, because anyone can craft a link with `?next=`. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith("/") || /^\/[/\\]/.test(next)) return home;
  // Browsers remove tabs and line breaks from URLs, so "/\t/host" would lead to another site.
  const url = new URL(next, "http://same.site");
  return url.origin === "http://same.site" ? `${url.pathname}${url.search}${url.hash}` : home;
}
