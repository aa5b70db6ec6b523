// Fastify as a careful developer would use it: key hashes in SQLite, limits in memory, a row for each request.
import { hash } from "node:crypto";
import rateLimit from "@fastify/rate-limit";
import Fastify from "fastify";
import { answerOf, KEYS, LIMIT, newSecret, openDatabase, report, usageOf } from "./peer.mjs";

const database = openDatabase();
database.exec(`create table api_keys (
  id text primary key, name text, secret_hash text not null unique, revoked_at integer, expires_at integer
)`);
const insert = database.prepare("insert into api_keys (id, name, secret_hash) values (?, ?, ?)");
const keys = Array.from({ length: KEYS }, newSecret);
database.transaction(() => {
  for (const [index, key] of keys.entries())
    insert.run(`key_${String(index).padStart(25, "0")}`, "Local development", hash("sha256", key));
})();

const byHash = database.prepare(
  "select id, name from api_keys where secret_hash = ? and revoked_at is null and (expires_at is null or expires_at > ?)",
);
const noteUse = usageOf(database);
const text = { type: "string" };
const object = (properties) => ({ type: "object", properties });
// With a schema Fastify compiles the answer's serializer, as its documentation recommends.
const schema = {
  response: {
    200: object({
      data: object({
        actor: object({ type: text, id: text, name: text }),
        workspace: object({ id: text, name: text, plan: text, role: { type: ["string", "null"] } }),
        environment: text,
        scopes: { type: "array", items: text },
      }),
    }),
  },
};

const app = Fastify({ logger: false });
await app.register(rateLimit, {
  max: LIMIT.requests,
  timeWindow: LIMIT.windowMs,
  keyGenerator: (request) => request.headers["x-api-key"],
});
app.get("/me", { schema }, (request, reply) => {
  const secret = request.headers["x-api-key"];
  const key = secret && byHash.get(hash("sha256", secret), Date.now());
  if (!key) return reply.code(401).send({ error: "unauthorized" });
  noteUse(key.id);
  reply.send(answerOf(key.id, key.name));
});
await app.listen({ port: 0, host: "127.0.0.1" });
report(app.server.address().port, keys);
