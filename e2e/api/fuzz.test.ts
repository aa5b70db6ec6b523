import { beforeAll, expect, inject, test } from "vitest";
import { api, operator } from "#e2e/fuzz/api.ts";
import { fuzz, type Surface } from "#e2e/fuzz/fuzz.ts";
import { gate } from "#e2e/fuzz/gate.ts";
import { type Known, newKnown, newKnownOperator } from "#e2e/fuzz/known.ts";
import { login } from "#e2e/fuzz/login.ts";
import { pages } from "#e2e/fuzz/pages.ts";
import { connectTo, startTestServer } from "#e2e/test-server.ts";

// `npm run fuzz` sends 20,000 requests to each surface, on each database.
const RUNS = Number(process.env.FUZZ_RUNS ?? 600);
const server = connectTo(inject("server"));
let known: Known;

beforeAll(async () => {
  known = await newKnown(server);
  expect(known.operations.length).toBeGreaterThan(25);
});

async function expectNoFailure<Request>(
  surface: Surface<Request>,
  { runs = RUNS, on = server, by = known } = {},
): Promise<void> {
  const { seed, statuses, failures } = await fuzz(on, surface, by, { runs });
  expect(failures, `${failures.length} of ${runs} with the seed ${seed}`).toEqual([]);
  // Each kind of answer has to occur, or the inputs are too uniform.
  for (const status of surface.expected) expect(statuses.has(status), `${status}`).toBe(true);
}

const LIMIT_MS = 60_000 + RUNS * 60;
const TITLE = `no request makes a 5xx, and every refusal is a documented problem (${RUNS} random requests)`;

// It has a hundred operations, so each of them needs some requests.
test(`API: ${TITLE}`, () => expectNoFailure(api, { runs: Math.max(RUNS, 2000) }), LIMIT_MS);
test(`gate: ${TITLE}`, () => expectNoFailure(gate), LIMIT_MS);
test(`pages: no request makes a 5xx (${RUNS} random requests)`, () => expectNoFailure(pages), LIMIT_MS);
test(`browser login: ${TITLE}`, () => expectNoFailure(login), LIMIT_MS);

// Operators change who can sign up, plans and other people, so they have a server of their own.
test(
  `operator: ${TITLE}`,
  async () => {
    const own = await startTestServer({
      dialect: server.dialect,
      postgresqlUrl: inject("postgresqlUrl"),
      env: { TRUSTED_PROXIES: "127.0.0.1,::1" },
    });
    try {
      await expectNoFailure(operator, { on: own, by: await newKnownOperator(own) });
    } finally {
      await own.end();
    }
  },
  LIMIT_MS,
);
