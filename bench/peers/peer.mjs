// Shared by all peers: a data directory, the size of the response, and how they report to the benchmark.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";

export const KEYS = 1000;
/** So high that no request of the benchmark is refused. */
export const LIMIT = { requests: 100_000_000, windowMs: 60_000 };

/** Opens an SQLite file with the same pragmas as Latchkey's request log, and a table of accepted requests. */
export function openDatabase() {
  const database = new Database(join(process.argv[2], "peer.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.exec(`create table usage (
    id integer primary key, at integer not null, key_id text not null, method text not null, path text not null,
    status integer not null
  )`);
  return database;
}

/** Appends one accepted request; durable (WAL) when it returns. */
export function usageOf(database) {
  const insert = database.prepare(
    "insert into usage (at, key_id, method, path, status) values (?, ?, 'GET', '/me', 200)",
  );
  return (keyId) => insert.run(Date.now(), keyId);
}

/** A response of the same size as Latchkey's GET /api/v1/me. */
export const answerOf = (id, name) => ({
  data: {
    actor: { type: "api_key", id, name },
    workspace: { id: "ws_0000000000000000000000000", name: "Bench", plan: "bench", role: null },
    environment: "live",
    scopes: ["keys:read", "usage:read", "data:read", "data:write"],
  },
});

export const newSecret = () => `lk_live_${randomBytes(18).toString("hex")}`;

/** Tells the benchmark where this peer listens, and which keys it has. */
export function report(port, keys = []) {
  process.send?.({ url: `http://127.0.0.1:${port}`, keys });
  process.once("disconnect", () => process.exit());
  process.once("SIGTERM", () => process.exit());
}
