import { errorGuides } from "#lib/docs/errors/guides.ts";
import { partsOf } from "#lib/docs/headings.ts";
import { docsPages } from "#lib/docs/pages.ts";
import type { SearchEntry } from "#lib/docs/schema.ts";
import { type ProblemCode, problems } from "#lib/problems.ts";

let known: SearchEntry[] | undefined;

/** What the search finds: every part of every page, and every error code. */
export function searchEntries(): SearchEntry[] {
  known ??= [...pageEntries(), ...errorEntries()];
  return known;
}

function pageEntries(): SearchEntry[] {
  return docsPages().flatMap(({ name, title, description, markdown }) =>
    partsOf(markdown ?? "").map(({ heading, text }) => ({
      url: heading ? `/docs/${name}#${heading.id}` : `/docs/${name}`,
      page: title,
      heading: heading?.text ?? null,
      text: plain(heading ? text : `${description} ${text}`),
    })),
  );
}

function errorEntries(): SearchEntry[] {
  return (Object.keys(problems) as ProblemCode[]).map((code) => {
    const { title, detail, reasons = {} } = problems[code];
    const { cause, fix } = errorGuides[code];
    return {
      url: `/docs/errors/${code}`,
      page: code,
      heading: null,
      text: [title, detail, cause, fix, ...Object.entries(reasons).flat()].join(" "),
    };
  });
}

/** A part's text without the signs of Markdown. */
const plain = (markdown: string) =>
  markdown
    .replace(/[`*|#>[\]]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
