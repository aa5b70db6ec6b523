import { Index } from "flexsearch";
import type { SearchEntry } from "#lib/docs/schema.ts";

const MOST_RESULTS = 12;

export interface DocsSearch {
  find(text: string): SearchEntry[];
}

/** Loads what can be found and builds the index, once per page. */
export async function loadSearch(): Promise<DocsSearch> {
  const response = await fetch("/docs/search.json");
  if (!response.ok) throw new Error(`The search answered ${response.status}`);
  return searchIn(await response.json());
}

/** Finds entries that contain all words, the last one also by its beginning. Titles count more than texts. */
export function searchIn(entries: SearchEntry[]): DocsSearch {
  const titles = new Index({ tokenize: "full" });
  const texts = new Index({ tokenize: "forward" });
  for (const [id, { page, heading, text }] of entries.entries()) {
    // Codes such as rate_limited can be found with a space, too.
    titles.add(id, searchable(`${page} ${heading ?? ""}`));
    texts.add(id, searchable(`${page} ${heading ?? ""} ${text}`));
  }
  return {
    find(text) {
      const words = searchable(text);
      const found = [titles, texts].flatMap(
        (index) => index.search(words, { limit: MOST_RESULTS }) as number[],
      );
      return [...new Set(found)].slice(0, MOST_RESULTS).map((id) => entries[id]!);
    },
  };
}

const searchable = (text: string) => text.replaceAll("_", " ").replaceAll("-", " ");
