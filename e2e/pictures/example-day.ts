import Database from "better-sqlite3";
import type { TestServer } from "#e2e/test-server.ts";
import { newId } from "#lib/ids.ts";

interface Used {
  id: string;
  hint: string;
}

const HOUR_MS = 3_600_000;
const HOURS = 30;
const ROUTES = ["GET /orders", "GET /orders/{id}", "POST /orders", "GET /products"];
/** The busiest key first. */
const SHARES = [1, 0.6, 0.25, 0.12];

/** Writes requests of the last hours, as they are after compaction: with a night, a peak and an hour of refusals. */
export function writeDay({ databaseUrl }: TestServer, keys: Used[]): void {
  const database = new Database(databaseUrl.slice("file:".length), { timeout: 5000 });
  const workspaceId = database
    .prepare("select workspace_id from api_keys where id = ?")
    .pluck()
    .get(keys[0]!.id) as string;
  const now = Date.now();
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  database.transaction(() => {
    for (let back = 0; back < HOURS; back++) {
      const hour = thisHour - back * HOUR_MS;
      for (const [index, key] of keys.entries()) {
        const accepted = Math.round(SHARES[index]! * busyness(hour));
        // The busiest key reached its limit in one hour.
        const refused = Math.round(accepted * (index === 0 && back === 7 ? 0.3 : 0.015));
        const about = { database, workspaceId, key, hour, now };
        count({ ...about, status: 200, code: null, total: accepted });
        if (refused > 0) count({ ...about, status: 429, code: "rate_limited", total: refused });
      }
    }
  })();
  database.close();
}

/** Requests in an hour: quiet at night, most in the afternoon (UTC). */
function busyness(hour: number): number {
  const ofDay = new Date(hour).getUTCHours();
  const wave = (1 - Math.cos(((ofDay - 3) / 24) * 2 * Math.PI)) / 2;
  return 12 + 110 * wave + ((ofDay * 7) % 11) * 3;
}

interface Counted {
  database: Database.Database;
  workspaceId: string;
  key: Used;
  hour: number;
  now: number;
  status: number;
  code: string | null;
  total: number;
}

function count({ database, workspaceId, key, hour, now, status, code, total }: Counted): void {
  const cost = code ? 0 : 1;
  const log = database.prepare(
    `insert into requests (id, at, workspace_id, environment, key_id, hint, method, path, route, status, code, cost,
      latency_micros, checks) values (?, ?, ?, 'live', ?, ?, ?, ?, ?, ?, ?, ?, 900, '[]')`,
  );
  for (let i = 0; i < total; i++) {
    const at = Math.min(hour + Math.floor((i * HOUR_MS) / total), now - 1000);
    const [method, route] = ROUTES[i % ROUTES.length]!.split(" ") as [string, string];
    const { id, hint } = key;
    log.run(newId("req", at), at, workspaceId, id, hint, method, route, route, status, code, cost);
  }
  database
    .prepare(
      `insert into usage_hours (workspace_id, environment, hour, route, status, code, total, cost)
        values (?, 'live', ?, 'GET /orders', ?, ?, ?, ?)
        on conflict do update set total = total + excluded.total, cost = cost + excluded.cost`,
    )
    .run(workspaceId, hour, status, code ?? "", total, total * cost);
  database
    .prepare(
      `insert into usage_key_hours (workspace_id, hour, key_id, status, environment, total)
        values (?, ?, ?, ?, 'live', ?) on conflict do update set total = total + excluded.total`,
    )
    .run(workspaceId, hour, key.id, status, total);
}
