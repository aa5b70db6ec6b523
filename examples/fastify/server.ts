// An API with one route that is free and one that needs a key with the scope data:read.
import { Gate, latchkey } from "@latchkey/sdk/fastify";
import { fastify } from "fastify";

const app = fastify();
const gate = new Gate({ url: process.env.LATCHKEY_GATE_URL ?? "http://127.0.0.1:3001" });

app.register(latchkey, { gate });

app.register(async (routes) => {
  routes.get("/health", { config: { latchkey: false } }, () => ({ status: "ok" }));

  routes.get("/orders", { config: { latchkey: { scopes: ["data:read"] } } }, ({ latchkey }) => ({
    orders: [],
    customer: latchkey?.externalId,
    plan: latchkey?.plan,
  }));
});

const address = await app.listen({ port: Number(process.env.PORT ?? 4000), host: "127.0.0.1" });
console.log(`Listening on ${address}`);
