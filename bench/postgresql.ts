import pg from "pg";
import { ownPostgresql } from "#scripts/postgresql.ts";
import { parentOf } from "./cpu.ts";
import { type DataLocation, newDataLocation } from "./data-location.ts";
import { moveTo } from "./pinning.ts";

const running: (() => Promise<void>)[] = [];

/** Starts a PostgreSQL server with an empty database on the client's core, so that its CPU time is known. */
export async function newPostgresqlLocation(runDirectory: string): Promise<DataLocation> {
  const { url, stop } = await ownPostgresql();
  running.push(stop);
  const pid = await postmasterOf(url);
  moveTo("client", pid, "process");
  return { ...newDataLocation(runDirectory), postgresql: { url, pid } };
}

export async function stopPostgresql(): Promise<void> {
  for (const stop of running.splice(0)) await stop();
}

/** Each connection has a process whose parent is the server's main process. */
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
