import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { Gate } from "#sdk/typescript/src/gate.ts";
import { Latchkey } from "#sdk/typescript/src/index.ts";

const KEY = { id: "key_1", workspace_id: "ws_1", environment: "live", plan: "trial", scopes: [] };
const SLOW_MS = 500;

test("a verdict of the API, which may be far away, may take longer than one of the gate port", async () => {
  const api = createServer(async (_, response) => {
    await delay(SLOW_MS);
    response.setHeader("content-type", "application/json").setHeader("x-gate-key-id", "key_1");
    response.end(JSON.stringify({ data: { valid: true, code: "valid", key: KEY, missing_scopes: [] } }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void api.close());
  await once(api, "listening");
  const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const request = new Request("https://api.example.com/orders", {
    headers: { "x-api-key": "lk_live_theirs" },
  });
  const byApi = new Gate({ latchkey: new Latchkey({ apiKey: "lk_live_ours", baseUrl: url }) });
  expect(await byApi.check(request)).toMatchObject({ allowed: true, keyId: "key_1" });
  expect(await new Gate({ url }).check(request)).toMatchObject({ allowed: false, status: 503 });
});
