import { docsPages } from "#lib/docs/pages.ts";

/** A code block of the documentation. */
export interface DocsExample {
  page: string;
  language: string;
  code: string;
  /** A test runs it. */
  isRun: boolean;
  /** It needs the SDK of its language. */
  needsSdk: boolean;
  /** A text that its output then contains. */
  expects: string;
}

/** All code blocks of all pages. */
export const docsExamples = (): DocsExample[] =>
  docsPages().flatMap(({ name, markdown }) => examplesOf(name, markdown ?? ""));

function examplesOf(page: string, markdown: string): DocsExample[] {
  // Blocks in lists are indented.
  const blocks = markdown.matchAll(/^( *)```(\S+)?(?: +(.*))?\n([\s\S]*?)^\1```/gm);
  return [...blocks].map(([, indent = "", language = "", meta = "", code = ""]) => {
    const words = meta.split(" ");
    return {
      page,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      isRun: words.includes("run"),
      needsSdk: page.startsWith("sdks/") || words.includes("sdk"),
      expects: words.find((word) => word.startsWith("expects="))?.slice("expects=".length) ?? "",
    };
  });
}
