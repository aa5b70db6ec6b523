import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { type DocsExample, docsExamples } from "#e2e/docs-examples.ts";
import { connectTo } from "#e2e/test-server.ts";
import { headingsOf } from "#lib/docs/headings.ts";
import { docsPages } from "#lib/docs/pages.ts";
import { fillIn } from "#lib/docs/placeholders.ts";
import { problems } from "#lib/problems.ts";
import { bin } from "#scripts/processes.ts";

const server = connectTo(inject("server"));
const folder = mkdtempSync(join(tmpdir(), "docs-"));
const own = { appUrl: server.url, apiUrl: `${server.url}/api/v1`, operator: "this API" };
const values = { ...own, exampleUrl: `${own.apiUrl}/me` };
let ada: Developer;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  ada = await newDeveloper(server);
  const { secret } = await newKey(server, ada);
  const { email, password, accessToken } = ada;
  env = { ...process.env, API_KEY: secret, EMAIL: email, PASSWORD: password, ACCESS_TOKEN: accessToken };
});
afterAll(() => rmSync(folder, { recursive: true }));

const text = async (path: string) => {
  const { status, headers, body } = await call(server, "GET", path);
  return { status, type: headers.get("content-type"), text: body as string };
};

test.each(docsPages())("/docs/$name has its title and an anchor for each heading", async (page) => {
  const answer = await text(`/docs/${page.name}`);
  expect(answer.status).toBe(200);
  expect(answer.text).toContain(`${page.title}</h1>`);
  for (const { id } of headingsOf(page.markdown ?? "")) expect(answer.text).toContain(`id="${id}"`);
  // In the files, links between pages are links between files.
  expect(answer.text).not.toMatch(/href="[^"]*\.mdx/);
  // The examples are for this server.
  if (!page.forOperators) expect(answer.text).not.toContain("example.com/me");
});

test.each(docsPages())("the Markdown of /docs/$name is the page", async (page) => {
  const answer = await text(`/docs/${page.name}.md`);
  expect(answer).toMatchObject({ status: 200, type: "text/markdown; charset=utf-8" });
  expect(answer.text).toMatch(new RegExp(`^# ${page.title}\n\n${page.description}`));
  if (!page.forOperators) expect(answer.text).not.toMatch(/<OperatorName|keys\.example\.com/);
});

test.each(Object.keys(problems))("the error code %s has a page, where type points to", async (code) => {
  const answer = await text(`/docs/errors/${code}`);
  expect(answer.status).toBe(200);
  for (const id of ["cause", "fix", "example"]) expect(answer.text).toContain(`id="${id}"`);
  expect((await text(`/docs/errors/${code}.md`)).text).toContain(`# ${code}\n`);
  // What older versions of the API pointed to.
  expect((await text("/docs/errors")).text).toContain(`id="${code}"`);
});

test.each([
  "/docs/nothing",
  "/docs/errors/nothing",
  "/docs/nothing.md",
  "/docs/errors/nothing.md",
  "/docs/.md",
])("there is no page %s", async (path) => expect((await text(path)).status).toBe(404));

test("a page that doesn't exist is answered as Markdown, too, and says where all pages are", async () => {
  const answer = await text("/docs/nothing.md");
  expect(answer).toMatchObject({ status: 404, type: "text/markdown; charset=utf-8" });
  expect(answer.text).toContain(`${server.url}/llms.txt`);
});

test.each(["/docs/search.json", "/llms.txt", "/llms-full.txt", "/docs/quickstart.md"])(
  "browsers and crawlers keep %s for a few minutes, and what doesn't exist not at all",
  async (path) => {
    const { headers } = await call(server, "GET", path);
    expect(headers.get("cache-control")).toBe("public, max-age=300");
    const missing = await call(server, "GET", "/docs/nothing.md");
    expect(missing.headers.get("cache-control")).toBe("no-store");
  },
);

test("llms.txt lists all pages, and llms-full.txt contains them", async () => {
  const index = await text("/llms.txt");
  expect(index).toMatchObject({ status: 200, type: "text/plain; charset=utf-8" });
  const all = (await text("/llms-full.txt")).text;
  for (const { name, title } of docsPages()) {
    expect(index.text).toContain(`[${title}](${server.url}/docs/${name}.md)`);
    expect(all).toContain(`# ${title}\n`);
  }
});

test("the search finds every page and every error code", async () => {
  const entries: { url: string; text: string }[] = (await call(server, "GET", "/docs/search.json")).body;
  const urls = entries.map(({ url }) => url);
  for (const { name, forOperators } of docsPages()) {
    expect(urls).toContain(`/docs/${name}`);
    const texts = entries.filter(({ url }) => url.split("#")[0] === `/docs/${name}`).map(({ text }) => text);
    if (!forOperators) expect(texts.join(" "), name).not.toMatch(/OperatorName|keys\.example\.com|\(\/docs/);
  }
  for (const code of Object.keys(problems)) expect(urls).toContain(`/docs/errors/${code}`);
});

const PROGRAMS: Record<string, (file: string) => [string, string[]]> = {
  sh: (file) => ["bash", ["-e", file]],
  js: (file) => [bin("node"), [file]],
  python: (file) => ["python3", [file]],
};
// Those that need an SDK, and those in Go and Rust, are run by the tests of the SDKs: sdk/conformance/examples.ts.
const runnable = docsExamples()
  .filter(({ isRun, needsSdk, language }) => isRun && !needsSdk && language in PROGRAMS)
  .map((example, index) => ({ ...example, index }));

const hasPython = spawnSync("python3", ["--version"]).status === 0;

// The tests need nothing but Node.
for (const example of runnable)
  test.skipIf(example.language === "python" && !hasPython)(
    `the ${example.language} example ${example.index} of /docs/${example.page} runs`,
    async () => expect(await outputOf(example)).toContain(example.expects),
  );

test("examples in three languages are run", () => {
  expect([...new Set(runnable.map(({ language }) => language))].toSorted()).toEqual(["js", "python", "sh"]);
});

async function outputOf({ language, code, index }: DocsExample & { index: number }): Promise<string> {
  const file = join(folder, `example${index}.${language === "js" ? "mjs" : language}`);
  writeFileSync(file, fillIn(code, values));
  const [program, args] = PROGRAMS[language]!(file);
  const { stdout } = await promisify(execFile)(program, args, { env, timeout: 20_000 });
  return stdout;
}
