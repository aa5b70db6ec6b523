// better-auth's API-key plugin behind Hono, with exact limits in its database and a row for each request.
import { apiKey } from "@better-auth/api-key";
import { serve } from "@hono/node-server";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { Hono } from "hono";
import { answerOf, KEYS, LIMIT, openDatabase, report, usageOf } from "./peer.mjs";

const database = openDatabase();
// Its query builder would prepare every statement again, so they are cached for it.
const prepare = database.prepare.bind(database);
const prepared = new Map();
database.prepare = (sql) => {
  if (!prepared.has(sql)) prepared.set(sql, prepare(sql));
  return prepared.get(sql);
};
const auth = betterAuth({
  baseURL: "http://127.0.0.1",
  secret: "a secret of the bench, which guards nothing",
  database,
  logger: { disabled: true, disableColors: true },
  telemetry: { enabled: false },
  plugins: [
    apiKey({ rateLimit: { enabled: true, maxRequests: LIMIT.requests, timeWindow: LIMIT.windowMs } }),
  ],
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();

const { internalAdapter } = await auth.$context;
const user = await internalAdapter.createUser({
  name: "Bench",
  email: "bench@localhost.example",
  emailVerified: true,
});
const keys = [];
for (let index = 0; index < KEYS; index++) {
  const { key } = await auth.api.createApiKey({ body: { userId: user.id, name: "Local development" } });
  keys.push(key);
}

const noteUse = usageOf(database);
const app = new Hono();
app.get("/me", async (context) => {
  const secret = context.req.header("x-api-key");
  const { valid, key } = secret
    ? await auth.api.verifyApiKey({ body: { key: secret } })
    : { valid: false, key: null };
  if (!valid || !key) return context.json({ error: "unauthorized" }, 401);
  noteUse(key.id);
  return context.json(answerOf(key.id, key.name));
});
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => report(port, keys));
