import { siteValues } from "#app/docs/site-values.ts";
import { textAnswer } from "#app/docs/text-answer.ts";
import { llmsFull } from "#lib/docs/markdown.ts";

/** The whole documentation as one text. */
export const GET = async () => textAnswer(llmsFull(await siteValues()), "text/plain");
