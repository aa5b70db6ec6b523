import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { setPlan } from "#e2e/api/store.ts";
import { docsExamples } from "#e2e/docs-examples.ts";
import { installSdk } from "#e2e/sdk/install-sdk.ts";
import { connectTo } from "#e2e/test-server.ts";
import { bin, root, run } from "#scripts/processes.ts";
import { SCOPES } from "#sdk/conformance/servers.ts";

const server = connectTo(inject("server"));

/** What the README leaves out: requests to what it defines. */
const USE = `
const asked = [app, fastifyApp, honoApp].length;
const listening = app.listen(0, "127.0.0.1");
await new Promise((resolve) => listening.once("listening", resolve));
const { port } = listening.address() as { port: number };
const headers = { "x-api-key": secret };
const answers = [
  await fetch(\`http://127.0.0.1:\${port}/orders\`, { headers }),
  await honoApp.request("/orders", { headers }),
  await GET(new Request("http://localhost/orders", { headers }), {}),
];
const injected = await fastifyApp.inject({ url: "/orders", headers });
console.log(asked, answers.map(({ status }) => status).join(), injected.statusCode, (await honoApp.request("/orders")).status);
console.log((await POST(new Request("http://localhost", { method: "POST", body: "{}" }))).status);
listening.close();
await client.keys.revoke(created.id);
`;

const installation = () =>
  docsExamples().find(({ page, language }) => page === "sdks/javascript" && language === "sh")?.code;

test("the code of the TypeScript SDK's README runs, one block after the other, and has no type errors", async () => {
  const text = readFileSync(join(root, "sdk/typescript/README.md"), "utf8");
  const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  expect(blocks.length).toBeGreaterThan(8);
  // What the documentation's page says is run by sdk-docs.sqlite.test.ts.
  const commands = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, code]) => code!);
  expect(commands[0]).toBe(installation());
  const names = [
    ...commands
      .slice(1)
      .join("")
      .matchAll(/^export (\w+)=/gm),
  ].map(([, name]) => name);
  expect(names).toEqual(["LATCHKEY_API_KEY", "LATCHKEY_BASE_URL", "LATCHKEY_GATE_URL"]);
  const sdk = await installSdk(["express", "fastify", "hono", "@types/express", "@types/node"]);
  onTestFinished(() => sdk.remove());
  const program = join(sdk.directory, "readme.ts");
  writeFileSync(program, blocks.join("\n") + USE);
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  writeFileSync(
    join(sdk.directory, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["readme.ts"] }),
  );
  writeFileSync(join(sdk.directory, "package.json"), JSON.stringify({ type: "module" }));
  const typed = await run(bin("tsc"), ["-p", sdk.directory], { cwd: sdk.directory });
  expect(typed.output).toBe("");

  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  const { secret } = await newKey(server, developer, { scopes: SCOPES });
  const settings = {
    ...process.env,
    LATCHKEY_API_KEY: secret,
    LATCHKEY_BASE_URL: server.url,
    LATCHKEY_GATE_URL: server.gateUrl,
    WEBHOOK_SECRET: "whsec_AAAA",
  };
  const first = join(sdk.directory, "example.mjs");
  writeFileSync(first, blocks[0]!);
  expect((await run(bin("node"), [first], { env: settings })).output).toMatch(/^key_\w+ \[\n/);
  const ran = await run(bin("node"), [program], { cwd: sdk.directory, env: settings });
  expect(ran.output).toContain("404 not_found req_");
  expect(ran.output).toContain("3 200,200,200 200 401\n400\n");
  expect(ran.output).not.toContain(secret);
  expect(ran.code).toBe(0);
}, 120_000);
