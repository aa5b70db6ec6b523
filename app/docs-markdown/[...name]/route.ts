import { siteValues } from "#app/docs/site-values.ts";
import { textAnswer } from "#app/docs/text-answer.ts";
import { markdownOf, missingMarkdown } from "#lib/docs/markdown.ts";

type Context = { params: Promise<{ name: string[] }> };

/** A page of the documentation as Markdown. `next.config.ts` forwards `/docs/<name>.md` to it. */
export async function GET(_: Request, { params }: Context) {
  const { name } = await params;
  const values = await siteValues();
  const markdown = markdownOf(name.join("/"), values);
  return markdown === null
    ? textAnswer(missingMarkdown(values), "text/markdown", 404)
    : textAnswer(markdown, "text/markdown");
}
