import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { firstRequest } from "#components/key-dialogs/snippets.ts";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { setPlan } from "#e2e/api/store.ts";
import { docsExamples } from "#e2e/docs-examples.ts";
import { connectTo } from "#e2e/test-server.ts";
import { bin, root, run } from "#scripts/processes.ts";
import { type Examples, examplesIn } from "#sdk/conformance/examples.ts";
import { SCOPES } from "#sdk/conformance/servers.ts";

const server = connectTo(inject("server"));
const home = mkdtempSync(join(tmpdir(), "sdk-docs-"));
const app = join(home, "app");
const BESIDE = ["express", "fastify", "hono", "@types/express", "@types/node"];
let secret: string;
let shown: Examples;

/** Runs a script in a project beside a clone of Latchkey. */
async function bash(script: string, environment: Record<string, string> = {}): Promise<string> {
  const PATH = `${dirname(bin("node"))}:${process.env.PATH}`;
  const offline = { npm_config_audit: "false", npm_config_fund: "false", npm_config_offline: "true" };
  const ran = await run("bash", ["-euc", script], {
    cwd: app,
    env: { ...process.env, ...offline, PATH, ...environment },
  });
  expect(ran.code, `${script}\n${ran.output}`).toBe(0);
  return ran.stdout;
}

const settings = () => ({ LATCHKEY_API_KEY: secret, LATCHKEY_BASE_URL: server.url });

beforeAll(async () => {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  ({ secret } = await newKey(server, developer, { scopes: SCOPES }));
  const service = await operate(server, await newOperator(server), "POST", "services", { name: "sdk" });
  shown = examplesIn("javascript", { url: server.url, secret, serviceSecret: service.body.data.secret });
  symlinkSync(root, join(home, "latchkey"));
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), JSON.stringify({ type: "module" }));
  await bash(shown.install);
  for (const name of BESIDE) {
    const target = join(app, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, "node_modules", name), target);
  }
}, 120_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

test("the SDK's page says how to install it", () => {
  expect(existsSync(join(app, "node_modules/@latchkey/sdk/dist/esm/index.js"))).toBe(true);
});

test("the programs in JavaScript of the documentation and of the dashboard run", async () => {
  expect(shown.programs.length).toBeGreaterThanOrEqual(4);
  for (const { shown: where, code, expects, env } of shown.programs) {
    writeFileSync(join(app, "example.mjs"), code);
    writeFileSync(join(app, ".env"), `${env}\n`);
    // As its first lines say.
    const [, command = "node example.mjs"] = /^\/\/ (node .*)$/m.exec(code) ?? [];
    expect(command.includes(".env"), where).toBe(env !== "");
    expect(await bash(command, env ? {} : settings()), where).toContain(expects);
  }
});

test.each(["this installation's", "another"])("the curl command of a key for %s API runs", async (whose) => {
  const api = `${server.url}/api/v1`;
  const own = { url: api, path: "/me", baseUrl: server.url };
  const example = whose === "another" ? { url: `${api}/me`, path: "", baseUrl: null } : own;
  expect(await bash(firstRequest(secret, example))).toContain('"scopes"');
});

/** What the page leaves out: requests to what it defines. */
const USE = `
const listening = app.listen(0, "127.0.0.1");
await new Promise((resolve) => listening.once("listening", resolve));
const { port } = listening.address() as { port: number };
const headers = { "x-api-key": secret };
const orders = new Request("http://localhost/orders", { headers });
const answers = [
  await fetch(\`http://127.0.0.1:\${port}/orders\`, { headers }),
  await honoApp.request("/orders", { headers }),
  await GET(orders, {}),
  await handle(orders),
];
const injected = await fastifyApp.inject({ url: "/orders", headers });
const refused = await handle(new Request("http://localhost/orders"));
console.log(answers.map(({ status }) => status).join(), injected.statusCode);
console.log(refused.status, refused.headers.get("content-type"), (await honoApp.request("/orders")).status);
console.log((await POST(new Request("http://localhost", { method: "POST", body: "{}" }))).status);
listening.close();
`;

test("the SDK's page runs, one part after the other, and has no type errors", async () => {
  // A machine that is busy with other tests may need longer than a developer's own.
  const page = shown.page.replace("{ latchkey: client }", "{ latchkey: client, timeout: 10_000 }");
  writeFileSync(join(app, "page.ts"), page + USE);
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["page.ts"] }));
  await bash(`${bin("tsc")} -p .`);
  const printed = await bash("node page.ts", { ...settings(), WEBHOOK_SECRET: "whsec_AAAA" });
  expect(printed).toMatch(/^key_\w+ \[/);
  expect(printed).toContain("404 not_found req_");
  expect(printed).toContain("200,200,200,200 200\n401 application/problem+json 401\n400\n");
}, 60_000);

test("every example of the SDKs' pages is run", () => {
  const programs = docsExamples().filter(
    ({ page, language }) => page.startsWith("sdks/") && language !== "sh",
  );
  expect(new Set(programs.map(({ language }) => language))).toEqual(new Set(["ts", "python", "go", "rust"]));
  for (const { page, code, isRun } of programs) expect(isRun, `${page}: ${code}`).toBe(true);
});

test("the examples of the SDKs' pages fit beside the navigation, without scrolling", () => {
  const lines = docsExamples()
    .filter(({ page }) => page.startsWith("sdks/"))
    .flatMap(({ page, code }) => code.split("\n").map((line) => `${page}: ${line}`));
  const width = (line: string) => line.replace(/^.*?: /, "").replaceAll("\t", "    ").length;
  expect(lines.filter((line) => width(line) > 76)).toEqual([]);
});
