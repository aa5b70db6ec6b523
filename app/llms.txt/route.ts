import { siteValues } from "#app/docs/site-values.ts";
import { textAnswer } from "#app/docs/text-answer.ts";
import { llmsIndex } from "#lib/docs/markdown.ts";

/** The index of the documentation for language models. */
export const GET = async () => textAnswer(llmsIndex(await siteValues()), "text/plain");
