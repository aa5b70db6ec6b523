import { refused } from "../failure.ts";
import type { Api, Key } from "../http/api.ts";
import { quoted } from "../terminal/clean.ts";
import { firstOf } from "./pages.ts";

const isId = (text: string) => /^key_[0-9A-Za-z]{25}$/.test(text);
const LONGEST_QUERY = 100;

/** Finds a key by its ID, its exact name or its hint. Of several with the same name, it takes the one that isn't revoked. */
export async function findKey(api: Api, text: string): Promise<Key> {
  if (isId(text)) return api.keys.retrieve(text);
  // A hint is copied with three dots from where `…` can't be typed.
  const hint = text.replace("...", "…");
  const named = ({ name, hint: own }: Key) => name === text || own === hint;
  const query = { q: hint.slice(0, LONGEST_QUERY), limit: 100 };
  const { found } = await firstOf(api.keys.list(query), 1000);
  const matching = found.filter(named);
  const alive = matching.filter(({ status }) => status !== "revoked");
  const candidates = alive.length > 0 ? alive : matching;
  if (candidates.length === 1) return candidates[0]!;
  if (candidates.length === 0)
    throw refused(`No key has the ID, name or hint ${quoted(text)}.`, "List them: latchkey keys list");
  throw refused(
    `${candidates.length} keys are called ${quoted(text)}. Choose one by its ID:`,
    ...candidates.slice(0, 10).map(({ id, hint: own, environment }) => `  ${id}  ${own}  ${environment}`),
  );
}

/** The ID of a key, which is looked up unless it is one. */
export const keyId = async (api: Api, text: string): Promise<string> =>
  isId(text) ? text : (await findKey(api, text)).id;

/** What a key is called in a sentence. */
export const called = ({ name, hint }: Pick<Key, "name" | "hint">): string => name ?? hint;
