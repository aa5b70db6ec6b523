import pg from "pg";
import { ownPostgresql } from "#scripts/postgresql.ts";
import { parentOf } from "./cpu.ts";
import { moveTo } from "./pinning.ts";
import { newPlace, type Place } from "./place.ts";

const running: (() => Promise<void>)[] = [];

/** An empty place on PostgreSQL, with a server of its own on the client's core: so its processor time is known. */
export async function newPostgresqlPlace(runDirectory: string): Promise<Place> {
  const { url, stop } = await ownPostgresql();
  running.push(stop);
  const pid = await postmasterOf(url);
  moveTo("client", pid, "process");
  return { ...newPlace(runDirectory), postgresql: { url, pid } };
}

export async function stopPostgresql(): Promise<void> {
  for (const stop of running.splice(0)) await stop();
}

/** Each connection is served by a process whose parent is the server's first one. */
async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    return parentOf(rows[0]!.pid);
  } finally {
    await client.end();
  }
}
