// Asks the gate, as a service does about each of its requests. Arguments: the gate's address, a key, and the folder of the
// version whose SDK asks. Each message of its parent names a client, for how long it asks, and how many of its requests are
// under way at once. Answers with a turn of pairs.ts.
import { Agent, get } from "node:http";
import { join } from "node:path";
import { cpuUsage } from "node:process";
import type { GateOptions, GateRequest } from "#sdk/typescript/src/gate.ts";
import { median } from "../median.ts";

const [gateUrl = "", key = "", folder = ""] = process.argv.slice(2);
const address = `${gateUrl}/gate`;
const agent = new Agent({ keepAlive: true });

/** As Express or `node:http` has it. */
const request: GateRequest = {
  method: "GET",
  url: "/orders?limit=10",
  headers: { host: "api.example.com", "user-agent": "bench", accept: "*/*", "x-api-key": key },
  socket: { remoteAddress: "127.0.0.1" },
};

/** Says whether the request may pass. */
type Ask = () => Promise<boolean>;

const clients: Record<string, Ask> = {
  fetch: async () => {
    const response = await fetch(address, { headers: { "x-api-key": key } });
    await response.arrayBuffer();
    return response.status === 200;
  },
  "node:http": () =>
    new Promise((resolve, reject) => {
      get(address, { agent, headers: { "x-api-key": key } }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode === 200));
      }).on("error", reject);
    }),
};
const { Gate } = await import(join(folder, "sdk/typescript/src/gate.ts"));
clients.check = checkOf({});
clients["check over fetch"] = checkOf({ fetch: globalThis.fetch });

function checkOf(options: GateOptions): Ask {
  const gate = new Gate({ url: gateUrl, ...options });
  return async () => (await gate.check(request)).allowed;
}

process.on("message", async ({ client, ms, atOnce }: { client: string; ms: number; atOnce: number }) => {
  const ask = clients[client]!;
  const took: number[] = [];
  let failed = 0;
  const used = cpuUsage();
  const until = performance.now() + ms;
  const askOn = async () => {
    for (let began = performance.now(); began < until; began = performance.now()) {
      if (!(await ask())) failed += 1;
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
  const { user, system } = cpuUsage(used);
  const requests = took.length;
  process.send!({ requests, failed, p50Ms: median(took), cpuMicros: (user + system) / requests });
});
