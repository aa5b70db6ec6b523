import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inject } from "vitest";
import { accepts } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";
import { unprivilegedUser } from "#scripts/postgresql.ts";
import { end, start } from "#scripts/processes.ts";

export type PoolMode = "session" | "transaction" | "statement";

/** Starts a real PgBouncer in front of a PostgreSQL server. Its `url` leads to the same databases. */
export async function startPgbouncer(
  serverUrl: string,
  mode: PoolMode,
  settings: Record<string, string> = {},
) {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-pgbouncer-"));
  const port = await freePort();
  const { hostname, port: serverPort, username, password } = new URL(serverUrl);
  const options = {
    listen_addr: "127.0.0.1",
    listen_port: String(port),
    unix_socket_dir: "",
    auth_type: "any",
    pool_mode: mode,
    ignore_startup_parameters: "extra_float_digits,options",
    ...settings,
  };
  const server = `host=${hostname} port=${serverPort} user=${username} password=${decodeURIComponent(password)}`;
  const file = join(directory, "pgbouncer.ini");
  const lines = Object.entries(options).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(file, `[databases]\n* = ${server}\n[pgbouncer]\n${lines.join("\n")}\n`);
  const owner = unprivilegedUser();
  if (owner) for (const path of [directory, file]) chownSync(path, owner.uid, owner.gid);
  const child = start(inject("programs").pgbouncer, [file], { ...owner, cwd: directory, stdio: "ignore" });
  const stop = async () => {
    await end(child, "SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 10_000; !(await accepts(port)); await delay(50)) {
    if (child.exitCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Error(`PgBouncer doesn't listen (exit code ${child.exitCode})`);
  }
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, stop };
}
