import { errorGuides, exampleResponse, isProblemCode } from "#lib/docs/errors/guides.ts";
import { type DocsPage, docsPages, findPage } from "#lib/docs/pages.ts";
import { fillIn, type SiteValues } from "#lib/docs/placeholders.ts";
import { type ProblemCode, problems } from "#lib/problems.ts";

const ERROR = "errors/";

/** A page as Markdown, or null if there is none. */
export function markdownOf(name: string, values: SiteValues): string | null {
  const code = name.startsWith(ERROR) ? name.slice(ERROR.length) : "";
  if (isProblemCode(code)) return errorMarkdown(code, values);
  const page = findPage(name);
  return page ? pageMarkdown(page, values) : null;
}

/** What stands for a page that doesn't exist. */
export const missingMarkdown = ({ appUrl }: SiteValues) =>
  `# Page not found\n\nAll pages of the documentation are listed at ${appUrl}/llms.txt\n`;

function pageMarkdown(page: DocsPage, values: SiteValues): string {
  const text = page.markdown ?? renderedMarkdown(page.name, values);
  const filled = page.forOperators ? text : fillIn(text, values);
  return `# ${page.title}\n\n${page.description}\n\n${filled}\n`;
}

/** What stands for a page that a component renders. */
function renderedMarkdown(name: string, { appUrl }: SiteValues): string {
  if (name === "errors")
    return Object.entries(problems)
      .map(
        ([code, { status, detail }]) =>
          `- [${code}](${appUrl}/docs/errors/${code}.md) (${status}): ${detail}`,
      )
      .join("\n");
  return `The OpenAPI 3.1 document is at ${appUrl}/api/v1/openapi.json.`;
}

function errorMarkdown(code: ProblemCode, { appUrl }: SiteValues): string {
  const { status, title, detail, reasons = {} } = problems[code];
  const { cause, fix, request } = errorGuides[code];
  const meanings = Object.entries(reasons).map(([reason, meaning]) => `- \`${reason}\`: ${meaning}`);
  return [
    `# ${code}`,
    `${status} ${title}. ${detail}`,
    `## Cause\n\n${cause}`,
    `## Fix\n\n${fix}`,
    ...(meanings.length > 0 ? [`## Reasons\n\n${meanings.join("\n")}`] : []),
    `## Example\n\n\`\`\`http\n${request}\n\`\`\`\n\n\`\`\`http\n${exampleResponse(code, appUrl)}\n\`\`\`\n`,
  ].join("\n\n");
}

/** An index of all pages for language models (llmstxt.org). */
export function llmsIndex(values: SiteValues): string {
  const bySection = Map.groupBy(docsPages(), ({ section }) => section);
  const lists = [...bySection].map(
    ([section, pages]) =>
      `## ${section}\n\n${pages.map((page) => `- [${page.title}](${values.appUrl}/docs/${page.name}.md): ${page.description}`).join("\n")}`,
  );
  const intro = `# ${values.operator}\n\n> Documentation for developers: API keys, rate limits, errors and the HTTP API.`;
  return `${[intro, ...lists].join("\n\n")}\n`;
}

/** All pages and all error codes in one text. */
export function llmsFull(values: SiteValues): string {
  const pages = docsPages().map((page) => pageMarkdown(page, values));
  const errors = (Object.keys(problems) as ProblemCode[]).map((code) => errorMarkdown(code, values));
  return [...pages, ...errors].join("\n");
}
