import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bin, root } from "#scripts/processes.ts";
import { type Expectation, expectOutcome } from "./expectation.ts";
import { type Call, type Client, outcomeOf } from "./outcome.ts";

interface Vector {
  name: string;
  client?: Client;
  call: Call;
  exchanges: object[];
  result: Expectation;
}

const folder = join(root, "sdk/conformance");
let scripted: ChildProcess;
let control: string;

beforeAll(async () => {
  scripted = spawn(bin("node"), [join(folder, "server.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
  [control] = (await once(createInterface({ input: scripted.stdout! }), "line")) as [string];
});

afterAll(async () => {
  const ended = once(scripted, "exit");
  scripted.stdin!.end();
  await ended;
});

async function ask<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(control + path, { method: "POST", body: JSON.stringify(body) });
  return (await answer.json()) as T;
}

for (const file of readdirSync(join(folder, "vectors"))) {
  const vectors: Vector[] = JSON.parse(readFileSync(join(folder, "vectors", file), "utf8"));
  describe(file, () => {
    test.for(vectors)("$name", { concurrent: true }, async (vector) => {
      const { base_url } = await ask<{ base_url: string }>("/control/start", vector);
      const addresses = { base: base_url, gate: base_url };
      const outcome = await outcomeOf(vector.call, vector.client ?? {}, addresses);
      const { problems } = await ask<{ problems: string[] }>("/control/finish", { base_url });
      expect(problems).toEqual([]);
      expectOutcome(outcome, vector.result);
    });
  });
}
