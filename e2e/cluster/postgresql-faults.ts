import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { query } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";
import type { OwnPostgresqlServer } from "#scripts/postgresql.ts";

/** What PostgreSQL can suffer. Each resolves when it is well again. */
export interface PostgresqlFaults {
  restart(signal: NodeJS.Signals, awayMs: number): Promise<void>;
  /** All its processes stop, and run again. */
  pause(ms: number): Promise<void>;
  /** Refuses to write. */
  readOnly(ms: number): Promise<void>;
  /** Each write fails as if the disk were full. */
  full(ms: number): Promise<void>;
}

export function postgresqlFaults(postgresql: OwnPostgresqlServer, server: TestServer): PostgresqlFaults {
  const administer = (sql: string) => query({ ...server, databaseUrl: postgresql.url }, sql);
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of [postgresql.pid(), ...childrenOf(postgresql.pid())]) sendTo(pid, signal);
  };
  const setReadOnly = async (on: boolean) => {
    // Also for this session itself, if it has to be undone.
    await administer(`set default_transaction_read_only = off`);
    await administer(`alter system set default_transaction_read_only = ${on}`);
    await administer("select pg_reload_conf()");
  };
  return {
    restart: async (signal, awayMs) => {
      await postgresql.halt(signal);
      await delay(awayMs);
      await postgresql.resume();
    },
    pause: async (ms) => {
      signalAll("SIGSTOP");
      await delay(ms);
      signalAll("SIGCONT");
    },
    readOnly: async (ms) => {
      await setReadOnly(true);
      await delay(ms);
      await setReadOnly(false);
    },
    full: async (ms) => {
      await query(server, body("raise exception using errcode = 'disk_full'"));
      await delay(ms);
      await query(server, body("return null"));
    },
  };
}

const body = (statement: string) =>
  `create or replace function full_disk() returns trigger language plpgsql as $$ begin ${statement}; end $$`;

/** Prepares the fault of a full disk: triggers that do nothing until then. */
export async function addDiskTriggers(server: TestServer): Promise<void> {
  await query(server, body("return null"));
  const tables = await query(server, "select tablename from pg_tables where schemaname = 'public'");
  for (const { tablename } of tables)
    await query(
      server,
      `create trigger full_disk before insert or update or delete on ${tablename} for each statement execute function full_disk()`,
    );
}

/** PostgreSQL's connections and helpers. Each is a process group of its own. */
function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name, in parentheses, may have spaces.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")[1]);
  } catch {
    return undefined;
  }
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
