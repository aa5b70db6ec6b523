import { execFileSync } from "node:child_process";
import { chownSync, copyFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startInstance } from "#e2e/cluster/instances.ts";
import { createDatabase } from "#e2e/database.ts";
import { type Certificates, createCertificates } from "#e2e/unit/certificates.ts";
import { connectTo, documentedUsers, startRedis, type TestRedis } from "#e2e/unit/redis.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { freePort } from "#scripts/free-port.ts";
import { type OwnPostgresqlServer, ownPostgresql } from "#scripts/postgresql.ts";
import { root } from "#scripts/processes.ts";

let certificates: Certificates;
let postgresql: OwnPostgresqlServer;
let redis: TestRedis;
/** With TLS, verified. */
let databaseUrl: string;
let redisUrl: string;
/** Without TLS, for the test itself. */
let client: pg.Client;

beforeAll(async () => {
  certificates = createCertificates();
  postgresql = await ownPostgresql();
  const plain = new URL((await createDatabase(postgresql.url)).url);
  client = new pg.Client({ connectionString: plain.href });
  await client.connect();
  await turnOnTls();
  plain.hostname = "localhost";
  databaseUrl = `${plain.href}?sslmode=verify-full`;

  const { certificate, key, ca } = certificates;
  const port = await freePort();
  const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", ca];
  redis = await startRedis("--tls-port", `${port}`, "--tls-auth-clients", "no", ...files);
  await redis.command(...documentedUsers()[0]!);
  redisUrl = `rediss://latchkey:a-password@localhost:${port}`;
}, 60_000);

afterAll(async () => {
  await client?.end();
  await Promise.all([redis?.stop(), postgresql?.stop()]);
  certificates?.remove();
});

async function turnOnTls(): Promise<void> {
  const { rows } = await client.query("show data_directory");
  const directory: string = rows[0].data_directory;
  const { uid, gid } = statSync(directory);
  for (const [from, to] of [
    [certificates.certificate, "server.crt"],
    [certificates.key, "server.key"],
  ] as const) {
    copyFileSync(from, join(directory, to));
    chownSync(join(directory, to), uid, gid);
  }
  await client.query("alter system set ssl = on");
  await client.query("select pg_reload_conf()");
}

const settings = () => ({
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrl,
  REDIS_TIMEOUT_MS: "1000",
  NODE_EXTRA_CA_CERTS: certificates.ca,
});

test("an instance works with PostgreSQL and Redis over verified TLS, as a user that only has the documented rights", async () => {
  const migrate = 'const { migrate } = await import("#db/migrate.ts"); await migrate(); process.exit(0)';
  const env = { ...process.env, ...settings(), CLUSTER: "1" };
  execFileSync(process.execPath, ["--input-type=module", "-e", migrate], { cwd: root, env });
  const instance = await startInstance(settings());
  try {
    const store = async () => (await client.query("select store from epochs")).rows[0]?.store;
    await expect.poll(store, { timeout: 15_000 }).toBe("redis");

    const { key, plan, quota } = newTenant();
    const policies = [plan(1000), key("a", 60), quota(1000)];
    const owner = { workspaceId: "ws_tls", keyId: "key_tls" };
    const answered = await instance.run({ policies, owner, clients: 20, most: 60 });
    expect(answered).toEqual({ accepted: 60, refused: 20, unavailable: 0 });
    expect(await store()).toBe("redis");

    const { rows } =
      await client.query(`select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)
      where datname = current_database() and pid <> pg_backend_pid()`);
    expect(rows).toEqual([{ ssl: true }]);
  } finally {
    await instance.stop();
  }
}, 60_000);

async function whyUnusable(url: string): Promise<string | null> {
  const connection = connectTo(url, 1000);
  try {
    await expect.poll(() => connection.problem, { timeout: 5000 }).not.toBeNull();
    return connection.problem;
  } finally {
    connection.close();
  }
}

async function connectionError(connectionString: string): Promise<string | null> {
  const connecting = new pg.Client({ connectionString });
  try {
    await connecting.connect();
    await connecting.end();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

test("a server whose CA isn't known is not used", async () => {
  expect(await whyUnusable(redisUrl)).toMatch(/unable to verify|self-signed/);
  expect(await connectionError(databaseUrl)).toMatch(/unable to verify|self-signed/);
});

test("a server with another name than its certificate is not used", async () => {
  const known = getCACertificates();
  setDefaultCACertificates([...known, readFileSync(certificates.ca, "utf8")]);
  try {
    expect(await whyUnusable(redisUrl.replace("localhost", "127.0.0.1"))).toMatch(/does not match/);
    expect(await connectionError(databaseUrl.replace("localhost", "127.0.0.1"))).toMatch(/does not match/);
    expect(await connectionError(databaseUrl)).toBeNull();
  } finally {
    setDefaultCACertificates(known);
  }
});
