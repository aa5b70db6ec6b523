import { callApi, isTransient } from "#components/api-client.ts";

interface List {
  items: unknown[];
  next_cursor: string | null;
}

/** What the joining needs of an export. */
interface AccountExport {
  profile: { id: string };
  api_keys: List;
  audit_events: List;
}

type ReadPage = (query: string) => Promise<AccountExport>;

const MOST_TRIES = 5;
/** Longer waits are for the user to decide. */
const LONGEST_WAIT_SECONDS = 60;

/**
 * Reads all pages of the user's data and joins them to one document. `onProgress` gets the number of records so far.
 * A page that can't be read for the moment, such as beyond the rate limit, is read again a few times.
 */
export async function exportData(
  onProgress: (records: number) => void,
  readPage: ReadPage = readFromApi,
): Promise<AccountExport> {
  const all = await readPage("");
  let { next_cursor: keys } = all.api_keys;
  let { next_cursor: events } = all.audit_events;
  while (keys || events) {
    const query = new URLSearchParams({
      ...(keys && { keys_cursor: keys }),
      ...(events && { events_cursor: events }),
    });
    const page = await readPage(`?${query}`);
    // Without its cursor, a list starts again from its first page.
    if (keys) all.api_keys.items.push(...page.api_keys.items);
    if (events) all.audit_events.items.push(...page.audit_events.items);
    keys = keys && page.api_keys.next_cursor;
    events = events && page.audit_events.next_cursor;
    onProgress(all.api_keys.items.length + all.audit_events.items.length);
  }
  return {
    ...all,
    api_keys: { ...all.api_keys, next_cursor: null },
    audit_events: { ...all.audit_events, next_cursor: null },
  };
}

async function readFromApi(query: string): Promise<AccountExport> {
  for (let tries = 1; ; tries++) {
    try {
      return (await callApi<{ data: AccountExport }>("GET", `/me/export${query}`)).data;
    } catch (error) {
      if (!isTransient(error) || tries === MOST_TRIES) throw error;
      const waitSeconds = error.retryAfterSeconds ?? 2 ** tries;
      if (waitSeconds > LONGEST_WAIT_SECONDS) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
    }
  }
}
