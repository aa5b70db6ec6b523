import fc from "fast-check";
import { expect, test } from "vitest";
import { pathOnSite, safeNext } from "#components/auth/safe-next.ts";

const home = "/settings/api-keys";

test.each([
  ["/settings/usage", "/settings/usage"],
  ["/settings/usage?environment=test#requests", "/settings/usage?environment=test#requests"],
  ["/settings/usage?next=https://elsewhere.example/", "/settings/usage?next=https://elsewhere.example/"],
  ["/settings/usage?next=//elsewhere.example", "/settings/usage?next=//elsewhere.example"],
  ["/settings/api-keys?q=a//b#//c", "/settings/api-keys?q=a//b#//c"],
  ["/a//b", "/a//b"],
  ["/", "/"],
  ["/./settings/usage", "/settings/usage"],
  ["/../settings/usage", "/settings/usage"],
  ["/settings/../docs/errors", "/docs/errors"],
  ["/\tsettings/usage", "/settings/usage"],
  ["/settings/über", "/settings/%C3%BCber"],
  ["/@elsewhere.example", "/@elsewhere.example"],
  ["/:@elsewhere.example", "/:@elsewhere.example"],
  ["/https://elsewhere.example", "/https://elsewhere.example"],
  ["/%2f/elsewhere.example", "/%2f/elsewhere.example"],
  ["/%2f%2felsewhere.example", "/%2f%2felsewhere.example"],
  ["/%5celsewhere.example", "/%5celsewhere.example"],
  ["/%09/elsewhere.example", "/%09/elsewhere.example"],
  ["/;//elsewhere.example", "/;//elsewhere.example"],
])("the log-in leads from %j to %j", (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});

test.each([
  null,
  undefined,
  "",
  " ",
  "settings",
  "./settings",
  "../settings",
  "?next=/settings",
  "#settings",
  " /settings/usage",
  "elsewhere.example",
  "https://elsewhere.example/",
  "https:elsewhere.example",
  "https:/elsewhere.example",
  "HTTPS://elsewhere.example",
  "http://same.site",
  "http://same.site/settings",
  "http:/settings",
  "javascript:alert(1)",
  "JavaScript:alert(1)",
  "java\tscript:alert(1)",
  "data:text/html,hello",
  "mailto:ada@elsewhere.example",
  "//elsewhere.example",
  "//elsewhere.example/%2e%2e",
  "///elsewhere.example",
  "////elsewhere.example",
  "//user:password@elsewhere.example",
  "//elsewhere.example:80",
  "//[::1]",
  "//[",
  "//",
  "/\\elsewhere.example",
  "/\\/elsewhere.example",
  "\\/elsewhere.example",
  "\\\\elsewhere.example",
  "/\t/elsewhere.example",
  "/\n/elsewhere.example",
  "/\r\n/elsewhere.example",
  "/\n//elsewhere.example",
  "/\t\\elsewhere.example",
  "\t//elsewhere.example",
  "\u0000//elsewhere.example",
  "/.//elsewhere.example",
  "/.//elsewhere.example/settings?a=b#c",
  "/./\\elsewhere.example",
  "/.\\/elsewhere.example",
  "/.\\\\elsewhere.example",
  "/..//elsewhere.example",
  "/../\\elsewhere.example",
  "/../..//elsewhere.example",
  "/a/..//elsewhere.example",
  "/a/../\\elsewhere.example",
  "/a/b/../..//elsewhere.example",
  "/%2e//elsewhere.example",
  "/%2E//elsewhere.example",
  "/%2e%2e//elsewhere.example",
  "/.%2e//elsewhere.example",
  "/.\t.//elsewhere.example",
  "/.\n//elsewhere.example",
  "/././/elsewhere.example",
  "/.///elsewhere.example",
])("the log-in doesn't follow %j", (next) => {
  expect(safeNext(next)).toBe(home);
});

const pieces = fc.array(
  fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "%2e",
    "%2f",
    "\t",
    "\n",
    "@",
    ":",
    "?",
    "#",
    "http:",
    "host",
    "[",
    "\u0000",
  ),
  { maxLength: 8 },
);
const links = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.webUrl(),
  pieces.map((parts) => parts.join("")),
);
const ORIGINS = ["https://app.example", "http://localhost:3000", "http://same.site"];

test("whatever is asked for, the log-in stays on this site, also when its target is parsed again", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        links,
        links.map((link) => `/${link}`),
      ),
      fc.constantFrom(...ORIGINS),
      (link, origin) => {
        const page = `${origin}/login?next=x`;
        for (const target of [safeNext(link), pathOnSite(link, origin) ?? "/"]) {
          const once = new URL(target, page);
          expect(once.origin).toBe(origin);
          expect(new URL(once.pathname + once.search + once.hash, page).href).toBe(once.href);
        }
      },
    ),
    { numRuns: 5000 },
  );
});

test("an absolute link to this site keeps its path; to another site, it has none", () => {
  const origin = "https://app.example";
  expect(pathOnSite("https://app.example/settings?a=b", origin)).toBe("/settings?a=b");
  expect(pathOnSite("settings", origin)).toBe("/settings");
  for (const link of [
    "https://app.example.org/",
    "http://app.example/",
    "https://app.example:444/",
    "https://a@b/",
    "..//b",
  ])
    expect(pathOnSite(link, origin), link).toBeNull();
});
