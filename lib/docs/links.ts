import { posix } from "node:path";

const FILE = /^([\w./-]+)\.mdx(#[\w-]+)?$/;

/**
 * The address in this site of a link in a page. Pages link to each other's files, so that links also work where the files
 * are read in the repository: `../gateways/gate.mdx#check-it` in `self-hosting/tls` is `/docs/gateways/gate#check-it`.
 */
export function siteLink(href: string, name: string): string {
  const [, file, anchor = ""] = FILE.exec(href) ?? [];
  return file ? `${posix.join("/docs", posix.dirname(name), file)}${anchor}` : href;
}

/** A page's Markdown with the addresses of this site. */
export const withSiteLinks = (markdown: string, name: string): string =>
  markdown.replace(/\]\(([^)\s]+)\)/g, (_, href: string) => `](${siteLink(href, name)})`);
