const home = "/settings/api-keys";

/** Where to go after the log-in: a path of this site only, since anybody can write the link with `?next=`. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith("/") || /^\/[/\\]/.test(next)) return home;
  // Browsers drop tabs and line breaks inside URLs, so "/\t/host" would leave the site.
  const url = new URL(next, "http://same.site");
  return url.origin === "http://same.site" ? `${url.pathname}${url.search}${url.hash}` : home;
}
