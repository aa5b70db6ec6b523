import { existsSync, readFileSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { randomAddress } from "#e2e/api/people.ts";
import { PUBLIC_REQUESTS, type PublicRequest } from "#e2e/api/public-requests.ts";
import { ask } from "#e2e/gateways/client.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { size } from "#e2e/trials.ts";

// Decisions about keys are made in the main thread, so nobody without a key may use it for long.
const MOST_MICROS = 1000;
const CLIENTS = 8;
const BATCHES = 3;
const BATCH = 24;
// What a request to /healthz takes on a quiet machine. On a busy one, everything takes longer.
const HEALTHZ_MICROS = 50;
// Other suites run beside this one. The printed table has the figures; this fails only if something costs a lot more.
const TOLERANCE = 3;

let server: OwnServer;
// Several at a time, as in a flood: otherwise the main thread would wake up for each request, which costs more.
const connection = new Agent({ keepAlive: true, maxSockets: CLIENTS });

beforeAll(async () => {
  server = await startTestServer({
    dialect: inject("server").dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    waitForPages: true,
    env: { TRUSTED_PROXIES: "127.0.0.1,::1" },
  });
});
afterAll(async () => {
  connection.destroy();
  await server?.end();
});

/** The CPU time of the server's main thread so far. Only Linux reports it for each thread. */
function mainThreadMicros(): number {
  const { pid } = server.process;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ", 1)[0]) / 1000;
}

async function send({ gate, name: _, ...request }: PublicRequest): Promise<number> {
  const from: [string, string] = ["x-forwarded-for", randomAddress()];
  const headers = request.headers?.some(([name]) => name === from[0])
    ? request.headers
    : [...(request.headers ?? []), from];
  return (await ask(gate ? server.gateUrl : server.url, { ...request, headers, connection })).status;
}

async function sendBatch(request: PublicRequest): Promise<number> {
  let status = 0;
  let left = BATCH;
  const client = async () => {
    while (left-- > 0) status = await send(request);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return status;
}

/**
 * The CPU time of the main thread for one request, in the cheapest of a few batches after the first. `npm test` ends with a
 * batch that is cheap enough.
 */
async function costOf(request: PublicRequest, most = 0): Promise<{ micros: number; status: number }> {
  let status = await sendBatch(request);
  const batches: number[] = [];
  for (let batch = 0; batch < BATCHES && !(batches.at(-1)! <= most); batch += 1) {
    await delay(20);
    const before = mainThreadMicros();
    status = await sendBatch(request);
    batches.push((mainThreadMicros() - before) / BATCH);
  }
  return { micros: Math.min(...batches), status };
}

test.runIf(existsSync("/proc/self/schedstat"))(
  "no request without a credential takes more than a millisecond of the main thread",
  async () => {
    const costs: [string, number, number][] = [];
    const most: number[] = [];
    for (const request of PUBLIC_REQUESTS) {
      const limit = request.mostMicros ?? MOST_MICROS;
      const { micros, status } = await costOf(request, size(limit, 0));
      costs.push([request.name, status, Math.round(micros)]);
      most.push(limit);
    }
    const healthz = await costOf({ name: "/healthz", path: "/healthz", gate: true });
    const slow = Math.max(1, healthz.micros / HEALTHZ_MICROS);
    const table = costs.map(([name, status, micros]) => `| ${name} | ${status} | ${micros} |`).join("\n");
    console.log(`| request | status | µs of the main thread |\n|---|---|---|\n${table}`);
    expect(costs.filter(([, , micros], at) => micros > TOLERANCE * most[at]! * slow)).toEqual([]);
  },
  300_000,
);
