import { errorGuides } from "#lib/docs/errors/guides.ts";
import { partsOf } from "#lib/docs/headings.ts";
import { type DocsPage, docsPages } from "#lib/docs/pages.ts";
import { fillIn, type SiteValues } from "#lib/docs/placeholders.ts";
import type { SearchEntry } from "#lib/docs/schema.ts";
import { type ProblemCode, problems } from "#lib/problems.ts";

/** What the search finds: every part of every page, and every error code. */
export const searchEntries = (values: SiteValues): SearchEntry[] => [
  ...docsPages().flatMap((page) => pageEntries(page, values)),
  ...errorEntries(),
];

function pageEntries(page: DocsPage, values: SiteValues): SearchEntry[] {
  const { name, title, description } = page;
  const markdown = page.markdown ?? "";
  return partsOf(page.forOperators ? markdown : fillIn(markdown, values)).map(({ heading, text }) => ({
    url: heading ? `/docs/${name}#${heading.id}` : `/docs/${name}`,
    page: title,
    heading: heading?.text ?? null,
    text: plain(heading ? text : `${description} ${text}`),
  }));
}

function errorEntries(): SearchEntry[] {
  return (Object.keys(problems) as ProblemCode[]).map((code) => {
    const { title, detail, reasons = {} } = problems[code];
    const { cause, fix } = errorGuides[code];
    return {
      url: `/docs/errors/${code}`,
      page: code,
      heading: null,
      text: plain([title, detail, cause, fix, ...Object.entries(reasons).flat()].join(" ")),
    };
  });
}

/** A part's text without the signs of Markdown and the targets of links. */
const plain = (markdown: string) =>
  markdown
    // Where an example starts, and the line below the headings of a table.
    .replace(/^(?: *```|\|[ :-]*-).*$/gm, "")
    .replace(/\]\([^)\n]*\)/g, "")
    .replace(/[`*[\]]/g, "")
    .replace(/[|#>]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
