import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderedPages, type Section, sections } from "#lib/docs/catalogue.ts";
import { withSiteLinks } from "#lib/docs/links.ts";

export interface DocsPage {
  /** The path below `/docs/`, which is also the file's below `content/docs/`. */
  name: string;
  title: string;
  description: string;
  section: string;
  forOperators: boolean;
  /** The file's Markdown without its front matter, or null if a component renders the page. */
  markdown: string | null;
}

// The server changes to the project's folder at its start.
const folder = () => join(/* turbopackIgnore: true */ process.cwd(), "content/docs");
let known: DocsPage[] | undefined;

/** All pages in the order of the navigation. The files are read once. */
export function docsPages(): DocsPage[] {
  known ??= sections.flatMap(pagesOf);
  return known;
}

export const findPage = (name: string): DocsPage | undefined =>
  docsPages().find((page) => page.name === name);

/** The sections that have pages, for the navigation. */
export function navigation(): { title: string; pages: { name: string; title: string }[] }[] {
  const bySection = Map.groupBy(docsPages(), ({ section }) => section);
  return [...bySection].map(([title, pages]) => ({
    title,
    pages: pages.map(({ name, title }) => ({ name, title })),
  }));
}

/** The pages before and after one, in the order of the navigation. */
export function neighboursOf(name: string): { previous?: DocsPage; next?: DocsPage } {
  const pages = docsPages();
  const at = pages.findIndex((page) => page.name === name);
  return at < 0 ? {} : { previous: pages[at - 1], next: pages[at + 1] };
}

const pagesOf = (section: Section) => section.pages.map((name) => pageOf(name, section));

function pageOf(name: string, section: Section): DocsPage {
  const shared = { name, section: section.title, forOperators: section.forOperators ?? false };
  const rendered = renderedPages[name];
  if (rendered) return { ...shared, ...rendered, markdown: null };
  const source = readFileSync(/* turbopackIgnore: true */ join(folder(), `${name}.mdx`), "utf8");
  const { title, description, markdown } = readSource(name, source);
  return { ...shared, title, description, markdown };
}

/** Splits a file into its front matter, lines such as `title: Quickstart`, and its Markdown. */
export function readSource(name: string, source: string) {
  const [before, matter, ...rest] = source.split(/^---$/m);
  if (before !== "" || matter === undefined)
    throw new Error(`content/docs/${name}.mdx must start with front matter between lines of ---`);
  const values = Object.fromEntries(
    matter
      .trim()
      .split("\n")
      .map((line) => {
        const [key = "", ...value] = line.split(":");
        return [key.trim(), unquote(value.join(":").trim())];
      }),
  );
  const { title, description } = values;
  if (!title || !description)
    throw new Error(`The front matter of content/docs/${name}.mdx must have a title and a description`);
  // The front matter has the title, so a heading that repeats it is left out.
  const markdown = withSiteLinks(rest.join("---").trim(), name);
  return {
    title,
    description,
    markdown: markdown.startsWith("# ") ? markdown.slice(markdown.indexOf("\n")).trim() : markdown,
  };
}

function unquote(value: string): string {
  const quote = value[0];
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}
