import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { setPlan } from "#e2e/api/store.ts";
import { type Expectation, expectOutcome } from "#e2e/sdk/expectation.ts";
import { type Call, type Client, outcomeOf } from "#e2e/sdk/outcome.ts";
import { connectTo } from "#e2e/test-server.ts";
import { root } from "#scripts/processes.ts";
import { SCOPES } from "#sdk/conformance/servers.ts";

interface Step {
  call: Call;
  client?: Client;
  result?: Expectation;
  save?: Record<string, string>;
}

const server = connectTo(inject("server"));
const text = readFileSync(join(root, "sdk/conformance/live.json"), "utf8").replaceAll("{language}", "ts");
const scenarios: { name: string; steps: Step[] }[] = JSON.parse(text);
let apiKey: string;

beforeAll(async () => {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  apiKey = (await newKey(server, developer, { scopes: SCOPES })).secret;
});

test("there are scenarios", () => expect(scenarios.length).toBeGreaterThan(5));

test.for(scenarios)("the TypeScript SDK: $name", async ({ steps }) => {
  const variables: Record<string, unknown> = {};
  for (const written of steps) {
    const step = filled(written, variables) as Step;
    const client = { api_key: apiKey, ...step.client };
    const outcome = await outcomeOf(step.call, client, { base: server.url, gate: server.gateUrl });
    expectOutcome(outcome, step.result);
    for (const [name, path] of Object.entries(written.save ?? {}))
      variables[name] = memberOf(outcome.value, path);
  }
});

/** The step with the values of its variables. The names of the variables that it saves are no values. */
function filled(value: unknown, variables: Record<string, unknown>): unknown {
  if (typeof value === "string") return value.startsWith("$") ? variables[value] : value;
  if (Array.isArray(value)) return value.map((one) => filled(one, variables));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, variables)]));
}

const memberOf = (value: unknown, path: string) =>
  path.split(".").reduce((at, name) => (at as Record<string, unknown>)[name], value);
