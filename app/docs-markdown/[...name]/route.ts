import { notFound } from "next/navigation";
import { siteValues } from "#app/docs/site-values.ts";
import { textAnswer } from "#app/docs/text-answer.ts";
import { markdownOf } from "#lib/docs/markdown.ts";

type Context = { params: Promise<{ name: string[] }> };

/** A page of the documentation as Markdown. `next.config.ts` forwards `/docs/<name>.md` to it. */
export async function GET(_: Request, { params }: Context) {
  const { name } = await params;
  const markdown = markdownOf(name.join("/"), await siteValues());
  return markdown === null ? notFound() : textAnswer(markdown, "text/markdown");
}
