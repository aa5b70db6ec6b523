import { expect, test } from "vitest";
import { leaves } from "#components/shell/offline-links.ts";

const here = "https://keys.example.com/settings/usage?range=7d";
const to = (href: string, more = {}) => leaves({ target: "", download: "", href, ...more }, here);

test("a link leaves the page if its path or its query is another one", () => {
  expect(to("https://keys.example.com/settings/requests?range=7d")).toBe(true);
  expect(to("https://keys.example.com/settings/usage?range=7d&key=key_1")).toBe(true);
  expect(to("https://keys.example.com/settings/usage")).toBe(true);
});

test("a place on the page, a new tab and a download don't leave it", () => {
  expect(to(here)).toBe(false);
  expect(to(`${here}#main`)).toBe(false);
  expect(to("https://keys.example.com/docs/errors", { target: "_blank" })).toBe(false);
  expect(to("https://keys.example.com/file.csv", { download: "file.csv" })).toBe(false);
});
