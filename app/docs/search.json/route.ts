import { searchEntries } from "#lib/docs/search-entries.ts";

/** What the search of the documentation finds. */
export const GET = () => Response.json(searchEntries());
