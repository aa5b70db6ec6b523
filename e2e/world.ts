import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type Dialect } from "#e2e/database.ts";
import { Mailbox, startMailServer } from "#e2e/mailbox.ts";
import { freePort } from "#scripts/free-port.ts";
import { bin, end, serverArguments, start as startProcess } from "#scripts/processes.ts";

/** What a test needs to know of a world, whichever process started it. */
export interface Place {
  dialect: Dialect;
  url: string;
  /** The internal port. */
  gateUrl: string;
  mailbox: Mailbox;
  dataDir: string;
  /** `file:` or `postgresql:`, as DATABASE_URL takes it. */
  databaseUrl: string;
  /** What the server wrote, as a file. */
  logFile: string;
}

/** A Place as plain data, for another process. */
export type Coordinates = Omit<Place, "mailbox"> & { mailFolder: string };

export interface World extends Place {
  readonly process: ChildProcess;
  coordinates: Coordinates;
  /** SIGTERM, and waits for the exit. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for the exit. */
  kill(): Promise<void>;
  /** Starts the server again over the same data, after `stop` or `kill`, or instead of them. */
  restart(): Promise<void>;
  /** Stops the server and takes everything away: mail server, database, files. */
  end(): Promise<void>;
}

export interface WorldOptions {
  dialect: Dialect;
  /** Where to make a database; needed for `postgresql`. */
  postgresqlUrl?: string;
  /** Over and above what a world needs itself. */
  env?: Record<string, string>;
  /** Of server.ts; by default those of the test project. */
  args?: string[];
}

export const placeAt = ({ mailFolder, ...place }: Coordinates): Place => ({
  ...place,
  mailbox: new Mailbox(mailFolder),
});

/** A real server process over a fresh database, sending its mails to a real SMTP server. The app is built before. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { place, settings, takeAway } = await prepare(options);
  const args = options.args ?? process.env.E2E_SERVER_ARGS?.split(" ");
  const start = () => startServer(settings, place.logFile, args);
  let server = await start().catch(async (error) => {
    await takeAway();
    throw error;
  });
  const { mailbox, ...rest } = place;
  return {
    ...place,
    coordinates: { ...rest, mailFolder: mailbox.folder },
    get process() {
      return server;
    },
    stop: () => end(server),
    kill: () => end(server, "SIGKILL"),
    restart: async () => {
      await end(server);
      server = await start();
    },
    end: async () => {
      await end(server);
      await takeAway();
    },
  };
}

/** All that stands before the server starts: folder, database, mail server, port, and the environment that tells of them. */
async function prepare({ dialect, postgresqlUrl, env }: WorldOptions) {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-world-"));
  const dataDir = join(directory, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const ofSqlite = { url: `file:${join(dataDir, "latchkey.db")}`, drop: async () => {} };
  const database = dialect === "sqlite" ? ofSqlite : await createDatabase(postgresqlUrl!);
  const mails = await startMailServer(join(directory, "mails"));
  const [port, gatePort] = [await freePort(), await freePort()];
  const place: Place = {
    dialect,
    url: `http://localhost:${port}`,
    gateUrl: `http://127.0.0.1:${gatePort}`,
    mailbox: mails.mailbox,
    dataDir,
    databaseUrl: database.url,
    logFile: join(directory, "server.log"),
  };
  const settings = {
    PORT: String(port),
    GATE_PORT: String(gatePort),
    APP_URL: place.url,
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    SMTP_URL: mails.url,
    MAIL_FROM: "Latchkey <desk@latchkey.test>",
    LOG_LEVEL: "warn",
    ENV_FILE: "",
    ...env,
  };
  const takeAway = async () => {
    await mails.close();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { place, settings, takeAway };
}

/** Starts `node server.ts` and waits until it says that it is ready. */
async function startServer(
  settings: Record<string, string>,
  logFile: string,
  args: string[] = [],
): Promise<ChildProcess> {
  const log = openSync(logFile, "a");
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, ...settings } as unknown as NodeJS.ProcessEnv;
  const server = startProcess(bin("node"), [...serverArguments, ...args], {
    env,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`The server ${why}. It wrote:\n${readFileSync(logFile, "utf8")}`));
    const timer = setTimeout(() => fail("was not ready after 30 s"), 30_000);
    server.once("message", () => {
      clearTimeout(timer);
      resolve();
    });
    server.once("exit", (code, signal) => {
      clearTimeout(timer);
      fail(`ended at its start (${signal ?? code})`);
    });
  });
  return server;
}
