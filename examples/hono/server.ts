// An API with one route that is free and one that needs a key with the scope data:read.
import { serve } from "@hono/node-server";
import { Gate, latchkey } from "@latchkey/sdk/hono";
import { Hono } from "hono";

const app = new Hono();
const gate = new Gate({ url: process.env.LATCHKEY_GATE_URL ?? "http://127.0.0.1:3001" });

app.get("/health", (c) => c.json({ status: "ok" }));

app.get("/orders", latchkey(gate, { scopes: ["data:read"] }), (c) => {
  const { externalId, plan } = c.get("latchkey");
  return c.json({ orders: [], customer: externalId, plan });
});

const port = Number(process.env.PORT ?? 4000);
serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, () =>
  console.log(`Listening on http://127.0.0.1:${port}`),
);
