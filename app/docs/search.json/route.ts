import { siteValues } from "#app/docs/site-values.ts";
import { SHARED } from "#app/docs/text-answer.ts";
import { searchEntries } from "#lib/docs/search-entries.ts";

/** What the search of the documentation finds. */
export const GET = async () => Response.json(searchEntries(await siteValues()), { headers: SHARED });
