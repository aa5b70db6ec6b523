// Sends requests to the gate at fixed times, whether or not earlier ones were answered.
import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const EVERY_MS = 5;
const GIVE_UP_MS = 5000;

const { gateUrl, key } = workerData as { gateUrl: string; key: string };
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
let measured: { times: number[]; failed: number } = { times: [], failed: 0 };

function probe(): void {
  const of = measured;
  const began = performance.now();
  const done = (passed: boolean) => {
    of.times.push(performance.now() - began);
    if (!passed) of.failed += 1;
  };
  const sent = request(`${gateUrl}/gate`, { agent, headers: { "x-api-key": key }, timeout: GIVE_UP_MS });
  sent.once("response", (answer) => {
    answer.resume().once("end", () => done(answer.statusCode === 200));
  });
  sent.once("timeout", () => sent.destroy(new Error("no answer")));
  sent.once("error", () => done(false));
  sent.end();
}

setInterval(probe, EVERY_MS);
parentPort!.on("message", (message) => {
  if (message === "end") parentPort!.postMessage(measured);
  measured = { times: [], failed: 0 };
});
