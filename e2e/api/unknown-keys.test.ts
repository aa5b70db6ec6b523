import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Answer, call } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { burst } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const REQUESTS = 1300;
const MOST_ROWS = 1000;
let server: OwnServer;

beforeAll(async () => {
  const env = { TRUSTED_PROXIES: "127.0.0.1" };
  server = await startTestServer({
    dialect: inject("server").dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env,
  });
});

afterAll(() => server?.end());

const madeUpKey = () => `other_maker_${randomBytes(20).toString("hex")}`;

/** Another address of the network in each request. */
const addressOf = (i: number) => `2001:db8:7:7::${i.toString(16)}`;

const hourNow = () => new Date().getUTCHours();

async function rowsOf(network: string): Promise<number> {
  const [row] = await query(server, "select count(*) as n from request_log where ip like $1", [
    `${network}%`,
  ]);
  return Number(row!.n);
}

async function metric(start: string): Promise<number> {
  const text = await (await fetch(`${server.gateUrl}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${start} `));
  return Number(line?.split(" ").at(-1) ?? 0);
}

const namesOf = ({ headers }: Answer) => [...headers.keys()].sort();

test("a flood with made-up keys leaves a bounded number of rows, and every request gets the same answer", async () => {
  const hour = hourNow();
  const requests = Array.from({ length: REQUESTS }, (_, i) => i);
  const answers: Answer[] = [];
  while (requests.length > 0) {
    const some = requests.splice(0, 50).map((i) => {
      const from = addressOf(i);
      return i % 2 === 0
        ? call(server, "GET", "/api/v1/me", { key: madeUpKey(), headers: { "x-forwarded-for": from } })
        : askGate(server, { key: madeUpKey(), headers: [["X-Forwarded-For", from]] });
    });
    answers.push(...(await Promise.all(some)));
  }
  for (const answer of answers) expectProblem(answer, 401, "invalid_api_key", "unknown");
  for (const entrypoint of [0, 1])
    expect(namesOf(answers.at(-2 + entrypoint)!)).toEqual(namesOf(answers[entrypoint]!));

  const rows = await rowsOf("2001:db8:7:7:");
  expect(rows).toBeGreaterThanOrEqual(MOST_ROWS / 2);
  expect(rows).toBeLessThanOrEqual(hourNow() === hour ? MOST_ROWS : 2 * MOST_ROWS);
  const counted = ["api", "gate"].map((entrypoint) =>
    metric(`latchkey_decisions_total{entrypoint="${entrypoint}",code="invalid_api_key"}`),
  );
  expect(await Promise.all(counted)).toEqual([REQUESTS / 2, REQUESTS / 2]);
  expect(await metric("latchkey_request_log_skipped_total")).toBe(REQUESTS - rows);
});

test("requests with made-up keys of another network are still logged", async () => {
  const headers = { "x-forwarded-for": "198.51.100.77" };
  const answers = await burst(5, server, "GET", "/api/v1/me", { key: madeUpKey(), headers });
  for (const answer of answers) expectProblem(answer, 401, "invalid_api_key", "unknown");
  expect(await rowsOf("198.51.100.77")).toBe(5);
});
