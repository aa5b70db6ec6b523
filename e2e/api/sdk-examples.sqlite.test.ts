import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { setPlan } from "#e2e/api/store.ts";
import { type InstalledSdk, installSdk } from "#e2e/sdk/install-sdk.ts";
import { accepts, connectTo } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";
import { bin, end, root, run, start } from "#scripts/processes.ts";

const server = connectTo(inject("server"));
const BESIDE = [
  ...["express", "fastify", "hono", "@hono/node-server"],
  ...["next", "react", "react-dom", "typescript", "@types/node", "@types/react"],
];
let sdk: InstalledSdk;
let developer: Developer;

beforeAll(async () => {
  sdk = await installSdk(BESIDE);
  developer = await newDeveloper(server);
  await setPlan(server, developer);
}, 120_000);

afterAll(() => sdk?.remove());

/** Starts an example as its README says, with the packed SDK. */
async function startExample(name: string, gateUrl: string) {
  const folder = join(sdk.directory, name);
  cpSync(join(root, "examples", name), folder, { recursive: true });
  const port = await freePort();
  const env = { ...process.env, PORT: `${port}`, LATCHKEY_GATE_URL: gateUrl, NEXT_TELEMETRY_DISABLED: "1" };
  const next = [join(root, "node_modules/next/dist/bin/next")];
  if (name === "next" && !existsSync(join(folder, ".next"))) {
    // Turbopack doesn't follow links out of the folder, and the packages beside the SDK are links here.
    const built = await run(bin("node"), [...next, "build", "--webpack"], { cwd: folder, env });
    if (built.code !== 0) throw new Error(built.output);
  }
  const args =
    name === "next" ? [...next, "start", "--port", `${port}`, "--hostname", "127.0.0.1"] : ["server.ts"];
  const child = start(bin("node"), args, {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
    env,
  });
  for (const deadline = Date.now() + 20_000; !(await accepts(port)); await delay(50))
    if (Date.now() > deadline) throw new Error(`examples/${name} doesn't answer`);
  const ask = async (path: string, key?: string) => {
    const answer = await fetch(
      `http://127.0.0.1:${port}${path}`,
      key ? { headers: { "x-api-key": key } } : {},
    );
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  return { ask, end: () => end(child) };
}

type Asked = Awaited<ReturnType<Awaited<ReturnType<typeof startExample>>["ask"]>>;

function expectProblem({ status, headers, body }: Asked, expected: { status: number; code: string }): void {
  expect({ status, body }).toMatchObject({ status: expected.status, body: expected });
  expect(headers.get("content-type")).toBe("application/problem+json");
}

describe.each(["express", "fastify", "hono", "next"])("examples/%s", (name) => {
  test("answers who may pass, refuses all others, and fails closed", async () => {
    const limited = {
      scopes: ["data:read"],
      rate_limit: { requests: 1, window_seconds: 3600 },
      external_id: "cus 7",
    };
    const { id, secret } = await newKey(server, developer, limited);
    const { secret: without } = await newKey(server, developer);
    const { ask, end } = await startExample(name, server.gateUrl);
    try {
      expect(await ask("/health")).toMatchObject({ status: 200, body: { status: "ok" } });
      const passed = await ask("/orders?a=b", secret);
      expect(passed).toMatchObject({ status: 200, body: { customer: "cus 7" } });
      expect(passed.headers.get("ratelimit")).toContain('"key";r=0');
      const again = await ask("/orders", secret);
      expectProblem(again, { status: 429, code: "rate_limited" });
      expect(Number(again.headers.get("retry-after"))).toBeGreaterThan(0);
      const nobody = await ask("/orders");
      expectProblem(nobody, { status: 401, code: "unauthorized" });
      expect(nobody.headers.get("www-authenticate")).toContain("Bearer");
      expectProblem(await ask("/orders", without), { status: 403, code: "forbidden" });
      await call(server, "DELETE", `/api/v1/keys/${id}`, { token: developer.accessToken });
      expectProblem(await ask("/orders", secret), { status: 401, code: "invalid_api_key" });
    } finally {
      await end();
    }
    const alone = await startExample(name, `http://127.0.0.1:${await freePort()}`);
    try {
      const closed = await alone.ask("/orders", secret);
      expectProblem(closed, { status: 503, code: "unavailable" });
      expect(closed.headers.get("retry-after")).toBe("1");
      expect((await alone.ask("/health")).status).toBe(200);
    } finally {
      await alone.end();
    }
  }, 180_000);
});
