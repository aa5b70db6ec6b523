// An API with one route that is free and one that needs a key with the scope data:read.
import { Gate, latchkey } from "@latchkey/sdk/express";
import express from "express";

const app = express();
const gate = new Gate({ url: process.env.LATCHKEY_GATE_URL ?? "http://127.0.0.1:3001" });

app.get("/health", (_request, response) => {
  response.json({ status: "ok" });
});

app.get("/orders", latchkey(gate, { scopes: ["data:read"] }), (request, response) => {
  response.json({ orders: [], customer: request.latchkey?.externalId, plan: request.latchkey?.plan });
});

const port = Number(process.env.PORT ?? 4000);
app.listen(port, "127.0.0.1", (error) => {
  if (error) throw error;
  console.log(`Listening on http://127.0.0.1:${port}`);
});
