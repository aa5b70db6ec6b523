import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { errorGuides } from "#lib/docs/errors/guides.ts";
import { headingsOf } from "#lib/docs/headings.ts";
import { siteLink } from "#lib/docs/links.ts";
import { docsPages, neighboursOf, readSource } from "#lib/docs/pages.ts";
import { problems } from "#lib/problems.ts";

const SITE = "https://keys.example.com";
/** Pages of the app, and documents that aren't pages. */
const OF_THE_APP = [
  ...globSync("app/**/page.tsx").map((file) => `/${file.replace(/^app\/|\([^)]*\)\/|\/?page\.tsx$/g, "")}`),
  "/api/v1/openapi.json",
  "/llms.txt",
  "/llms-full.txt",
];

const pages = docsPages();
const linksOf = (markdown: string) => [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href]) => href!);
const anchorsOf = (name: string) => {
  const page = pages.find((each) => each.name === name);
  return page?.markdown ? headingsOf(page.markdown).map(({ id }) => id) : [];
};

function isBroken(href: string, from: string): boolean {
  if (href.startsWith("http") && !href.startsWith(SITE)) return false;
  const [path = "", anchor] = href.replace(SITE, "").split("#");
  const name = path === "" ? from : path.replace("/docs/", "");
  if (OF_THE_APP.includes(path) && name !== "errors") return false;
  if (name.startsWith("errors/")) return !(name.slice("errors/".length) in problems);
  if (!pages.some((page) => page.name === name)) return true;
  if (anchor === undefined) return false;
  return name === "errors" ? !(anchor in problems) : !anchorsOf(name).includes(anchor);
}

test("every file is a page of the navigation, with a title and a description", () => {
  const files = globSync("**/*.mdx", { cwd: "content/docs" }).map((file) => file.replace(".mdx", ""));
  const named = pages.filter(({ markdown }) => markdown !== null).map(({ name }) => name);
  expect(named.toSorted()).toEqual(files.toSorted());
});

test("no page has two headings with the same anchor", () => {
  for (const { name } of pages) expect(new Set(anchorsOf(name)).size, name).toBe(anchorsOf(name).length);
});

test.each(pages)("every link of $name leads to a page and a heading that exist", ({ name, markdown }) => {
  expect(linksOf(markdown ?? "").filter((href) => isBroken(href, name))).toEqual([]);
});

test("pages for operators link to files, so that their links also work in the repository", () => {
  for (const file of globSync("content/docs/{self-hosting,gateways}/*.mdx")) {
    const source = readFileSync(file, "utf8");
    const links = linksOf(source).filter((href) => /\.mdx\b/.test(href));
    for (const href of links)
      expect(existsSync(join(dirname(file), href.replace(/#.*/, ""))), href).toBe(true);
    expect(
      linksOf(source).filter((href) => href.startsWith("/docs/") && !href.startsWith("/docs/errors")),
    ).toEqual([]);
  }
});

test.each(pages.filter(({ forOperators }) => !forOperators))(
  "$name has the name of the software only in code, and where it says how to install an SDK",
  ({ markdown }) => {
    const prose = (markdown ?? "").replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`]*`/g, "");
    expect(prose.replace("part of Latchkey, the software that this site runs on", "")).not.toMatch(
      /latchkey/i,
    );
  },
);

test("a link to a file is one to its page, and others stay as they are", () => {
  expect(siteLink("../gateways/gate.mdx#check-it", "self-hosting/tls")).toBe("/docs/gateways/gate#check-it");
  expect(siteLink("email.mdx", "self-hosting/tls")).toBe("/docs/self-hosting/email");
  for (const href of ["#here", "/docs/errors/forbidden", "https://example.com/a.mdx"])
    expect(siteLink(href, "self-hosting/tls")).toBe(href);
});

test("a link to a page or a heading that doesn't exist is found", () => {
  for (const href of ["/docs/quickstrat", "/docs/quickstart#nowhere", "#nowhere", "/docs/errors/nothing"])
    expect(isBroken(href, "quickstart"), href).toBe(true);
});

test("every error code has a page, and no page is about a code that doesn't exist", () => {
  expect(Object.keys(errorGuides).toSorted()).toEqual(Object.keys(problems).toSorted());
});

test("every page but the first and the last has neighbours", () => {
  const [first, second] = pages;
  expect(neighboursOf(first!.name)).toEqual({ previous: undefined, next: second });
  expect(neighboursOf(second!.name)).toMatchObject({ previous: first });
});

test("a file without a title or a description is refused", () => {
  expect(() => readSource("x", "# No front matter")).toThrow("must start with front matter");
  expect(() => readSource("x", "---\ntitle: Only a title\n---\nText")).toThrow("a title and a description");
  expect(readSource("x", '---\ntitle: "A: B"\ndescription: C: D\n---\n\n# A: B\n\nText\n')).toEqual({
    title: "A: B",
    description: "C: D",
    markdown: "Text",
  });
});
