import { expect, test } from "vitest";
import { searchEntries } from "#lib/docs/search-entries.ts";

const entries = searchEntries({
  appUrl: "https://keys.test",
  apiUrl: "https://api.test",
  exampleUrl: "https://api.test/me",
  operator: "Acme",
});

test("what the search finds is shown without the signs of Markdown", () => {
  expect(entries.length).toBeGreaterThan(50);
  const marked = entries.filter(({ text }) => /```|---|\]\(|[*`|]/.test(text));
  expect(marked.map(({ url, text }) => [url, text])).toEqual([]);
});

test("words of an example or a link are not torn from the punctuation after them", () => {
  const { text } = entries.find(({ url }) => url === "/docs/quickstart#2-create-an-api-key")!;
  expect(text).toContain("Open API keys and select Create key.");
});
