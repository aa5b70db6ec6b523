import type { Server } from "node:http";
import { close, READS_AT_ONCE, waitBriefly } from "#db/client.ts";
import { reasonOf } from "#db/faults.ts";
import { type InstanceLock, lockInstance, whoRuns } from "#db/instance-lock.ts";
import { migrate } from "#db/migrate.ts";
import { hasPooledSessions } from "#db/pooled-sessions.ts";
import { latestAt } from "#db/queries/requests.ts";
import { schemaState } from "#db/schema-state.ts";
import { hasUnfinishedMove, UNFINISHED_MOVE } from "#db/unfinished-move.ts";
import { env, refuseSettings } from "#env.ts";
import { HASHING_THREADS, HashingThreads } from "#lib/accounts/hashing-threads.ts";
import { hashPasswordsWith } from "#lib/accounts/passwords.ts";
import { refuseWaitingChanges } from "#lib/actors/change-turns.ts";
import { loadRouteTable } from "#lib/api/routes.ts";
import { noteLatest } from "#lib/clock.ts";
import { logWriter, requestLog, shareCounters } from "#lib/limits/adapters.ts";
import { log } from "#lib/log.ts";
import { openApiDocument } from "#lib/openapi/document.ts";
import { captureOutput } from "#lib/output.ts";
import { ensurePlans } from "#lib/plans/plans.ts";
import { startCompactor } from "#lib/request-log/compactor.ts";
import { readOnPool } from "#lib/request-log/pool-reader.ts";
import { ReadQueue } from "#lib/request-log/read-queue.ts";
import { LogReader } from "#lib/request-log/reader.ts";
import { readWith } from "#lib/request-log/reads.ts";
import { authSecret } from "#lib/secrets.ts";
import { createApiHandler } from "#lib/server/api-handler.ts";
import { warnOfUntrustedProxy } from "#lib/server/client-address.ts";
import { closerOf } from "#lib/server/close-server.ts";
import { joinCluster } from "#lib/server/cluster.ts";
import { createGateServer } from "#lib/server/gate-server.ts";
import { Health } from "#lib/server/health.ts";
import { startMaintenance } from "#lib/server/maintenance.ts";
import { withProbes } from "#lib/server/probes.ts";
import { createPublicServer } from "#lib/server/public-server.ts";
import { hasSharedSecret } from "#lib/server/shared-secret.ts";
import { exit, Shutdown } from "#lib/server/shutdown.ts";
import { startNext } from "#lib/server/start-next.ts";
import { unusableSettings } from "#lib/server/unusable-settings.ts";

/** How long queries of the request log may still take when the server stops, and changes wait for their turn. */
const LAST_WAITS_MS = 2000;

/**
 * Starts everything: lock → migrate → gate port → public port → Next. SIGTERM and SIGINT end the process at any moment,
 * after the accepted requests are answered.
 */
export async function startServer({ dev }: { dev: boolean }): Promise<void> {
  if (!dev) captureOutput(log);
  const shutdown = new Shutdown(env.drainSeconds * 1000);
  await shutdown.during(async () => {
    const wrong = await unusableSettings(env);
    if (wrong.length > 0) refuseSettings(wrong);
    await openDatabase(shutdown);
    await openRequestLog(shutdown);
    await joinOthers(shutdown);
    await openPorts(shutdown, dev);
  });
}

async function openDatabase(shutdown: Shutdown): Promise<void> {
  await requireSessions();
  const lock = await takeLock();
  shutdown.add(() => lock.release());
  shutdown.add(close);
  if (await hasUnfinishedMove().catch(cantConnect)) exit(UNFINISHED_MOVE);
  await refuseNewerTables()
    .then(() => migrate())
    .catch((error) => exit(`Can't migrate the database: ${error.message}`));
  await requireSharedSecret();
  shutdown.add(await shareCounters());
  await ensurePlans();
  noteLatest(await latestAt());
}

/** An older version doesn't know what a newer one's tables mean, and could write wrong rows into them. */
async function refuseNewerTables(): Promise<void> {
  if ((await schemaState()).newer)
    exit(
      "A newer version has migrated this database, and this one can't use it. Start the newer version, or restore a backup from before the upgrade.",
    );
}

async function openRequestLog(shutdown: Shutdown): Promise<void> {
  const writer = logWriter();
  await writer?.open().catch((error) => exit(`Can't compact the request log: ${error.message}`));
  waitBriefly();
  if (writer) shutdown.start(() => startCompactor((upTo) => writer.compacted(upTo)));
  if (writer) shutdown.start(() => startReader(shutdown));
  else readInQueue(new ReadQueue(readOnPool, { atOnce: READS_AT_ONCE }), shutdown);
  // Ended before the compactor, because appends may wait for it.
  shutdown.add(() => requestLog().drain());
}

function startReader(shutdown: Shutdown): () => Promise<void> {
  const thread = new LogReader();
  readInQueue(new ReadQueue((job, stop) => thread.run(job, stop), { atOnce: 1 }), shutdown);
  return () => thread.close();
}

function readInQueue(queue: ReadQueue, shutdown: Shutdown): void {
  readWith((job, workspaceId, left) => queue.run(job, workspaceId, left));
  // Requests in progress are answered before their port closes. Those that need much longer are refused instead.
  shutdown.addPort(() => void setTimeout(() => queue.close(), LAST_WAITS_MS).unref());
}

function startHashing(): () => Promise<void> {
  const threads = new HashingThreads();
  hashPasswordsWith((job) => threads.run(job), HASHING_THREADS);
  return () => threads.close();
}

async function openPorts(shutdown: Shutdown, dev: boolean): Promise<void> {
  const health = new Health(() => shutdown.begun);
  const gate = createGateServer(health);
  const settings = { dev, appUrl: env.appUrl, secret: authSecret(), host: env.host, port: env.port };
  const routes = await loadRouteTable();
  shutdown.addPort(closerOf(gate));
  await listen(gate.server, env.gatePort, env.gateHost, "GATE_PORT");
  shutdown.start(startHashing);
  // Next starts after the gate port listens, so that its start doesn't delay decisions.
  const next = startNext(settings, env.dataDir);
  shutdown.add(() => next.app.close());
  if (!env.cluster) shutdown.start(startMaintenance);
  const publicPort = createPublicServer({
    dev,
    routes,
    api: createApiHandler(),
    next: withProbes(next.app, health),
  });
  shutdown.addPort(() => void setTimeout(refuseWaitingChanges, LAST_WAITS_MS).unref());
  shutdown.addPort(closerOf(publicPort));
  await listen(publicPort.server, env.port, env.host, "PORT");
  notifyParent("listening");
  await next.ready;
  health.started();
  const gateUrl = `http://${env.gateHost}:${env.gatePort}`;
  warnOfUntrustedProxy();
  log.info({ url: env.appUrl, gateUrl, database: env.database.dialect, cluster: env.cluster }, "ready");
  notifyParent("ready");
  // Generated now, so that no request has to wait for it.
  await openApiDocument();
}

/** Has the other instances know this one, before it logs its first request. The one that leads does the maintenance. */
async function joinOthers(shutdown: Shutdown): Promise<void> {
  const { database, cluster } = env;
  if (!cluster || database.dialect !== "postgresql") return;
  const { joined, leave } = joinCluster(database.url, startMaintenance);
  shutdown.add(leave);
  await joined;
}

function notifyParent(type: "listening" | "ready"): void {
  process.send?.({ type, url: env.appUrl, gateUrl: `http://${env.gateHost}:${env.gatePort}` });
}

const cantConnect = (error: Error) => exit(`Can't connect to the database: ${reasonOf(error)}.`);

/** Behind a connection pool that shares sessions, the instance lock would lock nothing. */
async function requireSessions(): Promise<void> {
  const { database } = env;
  if (database.dialect === "postgresql" && (await hasPooledSessions(database.url).catch(cantConnect)))
    exit(
      "DATABASE_URL leads to a connection pool in transaction mode (such as PgBouncer). Connect to PostgreSQL directly, or set the pool to session mode.",
    );
}

async function takeLock(): Promise<InstanceLock> {
  const lock = await lockInstance(() => exit(TAKEN_OVER)).catch(cantConnect);
  return lock ?? exit(await whyLocked());
}

async function requireSharedSecret(): Promise<void> {
  const { database, cluster } = env;
  if (cluster && database.dialect === "postgresql" && !(await hasSharedSecret(database.url)))
    exit(
      "AUTH_SECRET is not that of the instances that are running. Set the same one for all instances. To change it, stop all of them, and start one first.",
    );
}

const TAKEN_OVER = env.cluster
  ? "A Latchkey without CLUSTER=1 has taken over this database."
  : "Another Latchkey has taken over this database.";

/** Why the instance lock could not be taken, and what to do. */
async function whyLocked(): Promise<string> {
  if (env.cluster)
    return "A Latchkey without CLUSTER=1 runs on this database and decides limits for itself. Stop it, and start all instances with CLUSTER=1.";
  const { database } = env;
  const running = database.dialect === "postgresql" ? await whoRuns(database.url).catch(() => null) : null;
  if (running?.mode === "cluster")
    return "A cluster (Latchkey with CLUSTER=1) runs on this database. Start this instance with CLUSTER=1 too, or stop the others.";
  return "Another Latchkey runs on this database. Without CLUSTER=1, only one process can enforce exact limits, so this one won't start.";
}

function listen(server: Server, port: number, host: string, setting: string): Promise<void> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      exit(
        error.code === "EADDRINUSE"
          ? `Port ${port} is in use. Set ${setting} to another port.`
          : `Can't listen: ${error.message}`,
      );
    });
    server.listen(port, host, resolve);
  });
}
