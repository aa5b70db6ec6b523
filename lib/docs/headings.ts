import { slugOf } from "#lib/docs/slug.ts";

export interface Heading {
  depth: 2 | 3;
  text: string;
  id: string;
}

/** The parts of a page: the text before its first heading, and the text below each heading. */
export function partsOf(markdown: string): { heading: Heading | null; text: string }[] {
  const parts: { heading: Heading | null; text: string }[] = [{ heading: null, text: "" }];
  let inCode = false;
  for (const line of markdown.split("\n")) {
    if (line.trimStart().startsWith("```")) inCode = !inCode;
    const heading = inCode ? null : headingOf(line);
    if (heading) parts.push({ heading, text: "" });
    else parts.at(-1)!.text += `${line}\n`;
  }
  return parts;
}

/** The headings of a page's table of contents. */
export const headingsOf = (markdown: string): Heading[] =>
  partsOf(markdown).flatMap(({ heading }) => heading ?? []);

/** The heading that a line is, or null. */
export function headingOf(line: string): Heading | null {
  const depth = line.startsWith("## ") ? 2 : line.startsWith("### ") ? 3 : null;
  if (!depth) return null;
  const text = line
    .slice(depth + 1)
    .replaceAll("`", "")
    .trim();
  return { depth, text, id: slugOf(text) };
}
