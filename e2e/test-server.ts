import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createDatabase, type Dialect } from "#e2e/database.ts";
import { Mailbox, startMailServer } from "#e2e/mailbox.ts";
import { freePort } from "#scripts/free-port.ts";
import { bin, end, root, serverArguments, start as startProcess } from "#scripts/processes.ts";

/** A running server as a test sees it, whichever process started it. */
export interface TestServer {
  dialect: Dialect;
  url: string;
  /** The gate port. */
  gateUrl: string;
  /** The gate port of each of its instances. One, unless it is a cluster. */
  gateUrls: string[];
  mailbox: Mailbox;
  dataDir: string;
  /** `file:` or `postgresql:`, in the form of DATABASE_URL. */
  databaseUrl: string;
  /** The file that holds everything the server wrote to stdout and stderr. */
  logFile: string;
}

/** A TestServer as plain data, to pass to another process. */
export type ServerRecord = Omit<TestServer, "mailbox"> & { mailFolder: string };

/** A server that this test started, and may stop. */
export interface OwnServer extends TestServer {
  readonly process: ChildProcess;
  record: ServerRecord;
  /** SIGTERM, then waits for the exit. */
  stop(): Promise<void>;
  /** SIGKILL, then waits for the exit. */
  kill(): Promise<void>;
  /** Starts the server again on the same data, with changed settings; stops it first if it still runs. */
  restart(changes?: Record<string, string>): Promise<void>;
  /** Stops the server and removes its mail server, database and files. */
  end(): Promise<void>;
}

export interface TestServerOptions {
  dialect: Dialect;
  /** Where to create a database; required for `postgresql`. */
  postgresqlUrl?: string;
  /** In addition to the settings that every test server gets. */
  env?: Record<string, string>;
  /** Waits for Next too. Otherwise the server counts as started when both ports answer. */
  waitForPages?: boolean;
  /** How many files and connections the server can open; by default as many as this process. */
  descriptors?: number;
}

export const connectTo = ({ mailFolder, ...server }: ServerRecord): TestServer => ({
  ...server,
  mailbox: new Mailbox(mailFolder),
});

/** Starts a real server process on an empty database, with a real SMTP server for its mails. Needs a build. */
export async function startTestServer(options: TestServerOptions): Promise<OwnServer> {
  const { server, settings, remove } = await prepareServer(options);
  const { descriptors } = options;
  let child = spawnServer(settings, server.logFile, descriptors);
  const answering = () => untilAnswering(child, server, options.waitForPages ?? false);
  await answering().catch(async (error) => {
    await end(child);
    await remove();
    throw error;
  });
  const { mailbox, ...rest } = server;
  return {
    ...server,
    record: { ...rest, mailFolder: mailbox.folder },
    get process() {
      return child;
    },
    stop: () => end(child),
    kill: () => end(child, "SIGKILL"),
    restart: async (changes = {}) => {
      await end(child);
      Object.assign(settings, changes);
      child = spawnServer(settings, server.logFile, descriptors);
      await answering();
    },
    end: async () => {
      await end(child);
      await remove();
    },
  };
}

/** Creates what the server needs before it starts: folder, database, mail server, ports and settings. */
export async function prepareServer({ dialect, postgresqlUrl, env }: TestServerOptions) {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-server-"));
  const dataDir = join(directory, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const sqlite = { url: `file:${join(dataDir, "latchkey.db")}`, drop: async () => {} };
  const database = dialect === "sqlite" ? sqlite : await createDatabase(postgresqlUrl!);
  const mails = await startMailServer(join(directory, "mails"));
  const [port, gatePort] = [await freePort(), await freePort()];
  const server: TestServer = {
    dialect,
    url: `http://localhost:${port}`,
    gateUrl: `http://127.0.0.1:${gatePort}`,
    gateUrls: [`http://127.0.0.1:${gatePort}`],
    mailbox: mails.mailbox,
    dataDir,
    databaseUrl: database.url,
    logFile: join(directory, "server.log"),
  };
  const settings = {
    PORT: String(port),
    GATE_PORT: String(gatePort),
    APP_URL: server.url,
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    SMTP_URL: mails.url,
    MAIL_FROM: "Latchkey <desk@latchkey.test>",
    LOG_LEVEL: "warn",
    ENV_FILE: "",
    ...env,
  };
  const remove = async () => {
    await mails.close();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { server, settings, remove };
}

const START_LIMIT_MS = 120_000;
const POLL_EVERY_MS = 20;

/** The folder of a built version, and Node's arguments to start its server. */
export interface Version {
  directory: string;
  serverArguments: string[];
}

/** Starts a server process, by default of this version. Its output is appended to the file. */
export function spawnServer(
  settings: Record<string, string>,
  logFile: string,
  descriptors: number | undefined,
  version: Version = { directory: root, serverArguments },
): ChildProcess {
  const log = openSync(logFile, "a");
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, ...settings } as unknown as NodeJS.ProcessEnv;
  const command = [bin("node"), ...version.serverArguments];
  const limited = descriptors
    ? ["sh", "-c", `ulimit -n ${descriptors}; exec "$0" "$@"`, ...command]
    : command;
  const [program = "", ...rest] = limited;
  const child = startProcess(program, rest, {
    cwd: version.directory,
    env,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  return child;
}

/** Waits until the ports of a server that was just started are open, and if `waitForPages`, until Next answers. */
export async function untilAnswering(
  child: ChildProcess,
  server: TestServer,
  waitForPages: boolean,
): Promise<void> {
  // The server says twice how far it is: its ports are open, and Next answers.
  let ready = false;
  child.on("message", ({ type }: { type: string }) => {
    if (type === "ready" || !waitForPages) ready = true;
  });
  const fail = (why: string) =>
    new Error(`The server ${why}. It wrote:\n${readFileSync(server.logFile, "utf8")}`);
  for (const deadline = Date.now() + START_LIMIT_MS; !ready; await delay(POLL_EVERY_MS)) {
    const { exitCode, signalCode } = child;
    if (exitCode !== null || signalCode) throw fail(`ended while it started (${signalCode ?? exitCode})`);
    if (Date.now() > deadline) throw fail(`was not ready after ${START_LIMIT_MS / 1000} s`);
  }
}

/** Whether a port of this machine takes connections. */
export const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
  });
