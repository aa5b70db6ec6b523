import { closeSync, copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inject } from "vitest";
import { type Addresses, readExample } from "#e2e/gateways/examples.ts";
import { accepts } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";
import { end, root, start } from "#scripts/processes.ts";
import type { Gateway } from "#scripts/programs.ts";

export interface RunningGateway {
  url: string;
  stop(): Promise<void>;
}

/** Changes the text of a gateway's main configuration, which is otherwise that of examples/. */
export type Edit = (configuration: string, port: number) => string;

/** Writes a gateway's files into its folder; returns the arguments to run it with. */
type Prepare = (directory: string, addresses: Addresses, edit: Edit) => string[];

const PREPARE: Record<Gateway, Prepare> = {
  nginx: (directory, addresses, edit) => {
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((kind) => `${kind}_temp_path ${join(directory, kind)};`)
      .join(" ");
    const around = `daemon off; master_process off; pid ${join(directory, "pid")}; error_log stderr; events {}
      http { access_log off; ${temporary} include latchkey.conf; }`;
    writeFileSync(join(directory, "nginx.conf"), around);
    writeFileSync(
      join(directory, "latchkey.conf"),
      edit(readExample("nginx", "latchkey.conf", addresses), addresses.port),
    );
    return ["-p", directory, "-e", "stderr", "-c", join(directory, "nginx.conf")];
  },
  caddy: (directory, addresses, edit) => {
    writeFileSync(
      join(directory, "Caddyfile"),
      edit(readExample("caddy", "Caddyfile", addresses), addresses.port),
    );
    return ["run", "--config", join(directory, "Caddyfile"), "--adapter", "caddyfile"];
  },
  haproxy: (directory, addresses, edit) => {
    writeFileSync(
      join(directory, "haproxy.cfg"),
      edit(readExample("haproxy", "haproxy.cfg", addresses), addresses.port),
    );
    copyFileSync(join(root, "examples/haproxy/latchkey.lua"), join(directory, "latchkey.lua"));
    return ["-db", "-f", join(directory, "haproxy.cfg")];
  },
};

/** Caddy writes to its home folder and opens an admin socket. */
const environmentIn = (directory: string): NodeJS.ProcessEnv => ({
  ...process.env,
  HOME: directory,
  XDG_DATA_HOME: directory,
  XDG_CONFIG_HOME: directory,
  CADDY_ADMIN: `unix/${join(directory, "admin.sock")}`,
});

/** Starts the real gateway with the files in examples/; `gate` and `upstream` as `host:port`. */
export async function startGateway(
  gateway: Gateway,
  addresses: Omit<Addresses, "port">,
  edit: Edit = (configuration) => configuration,
): Promise<RunningGateway> {
  const directory = mkdtempSync(join(tmpdir(), `latchkey-${gateway}-`));
  const port = await freePort();
  const logFile = join(directory, "log");
  const log = openSync(logFile, "a");
  const child = start(
    inject("programs")[gateway],
    PREPARE[gateway](directory, { ...addresses, port }, edit),
    {
      cwd: directory,
      stdio: ["ignore", log, log],
      env: environmentIn(directory),
    },
  );
  closeSync(log);
  const stop = async () => {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 10_000; !(await accepts(port)); await delay(50)) {
    if (child.exitCode === null && Date.now() < deadline) continue;
    const wrote = readFileSync(logFile, "utf8");
    await stop();
    throw new Error(`${gateway} does not listen. It wrote:\n${wrote}`);
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}
