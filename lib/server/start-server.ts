import type { Server } from "node:http";
import { close, waitBriefly } from "#db/client.ts";
import { type InstanceLock, lockInstance } from "#db/instance-lock.ts";
import { migrate } from "#db/migrate.ts";
import { latestAt } from "#db/queries/requests.ts";
import { env } from "#env.ts";
import { loadRoutes, RouteTable } from "#lib/api/routes.ts";
import { noteLatest } from "#lib/clock.ts";
import { logWriter, requestLog } from "#lib/limits/adapters.ts";
import { log } from "#lib/log.ts";
import { startMailer } from "#lib/mail/mailer.ts";
import { ensurePlans } from "#lib/plans/plans.ts";
import { startCompactor } from "#lib/request-log/compactor.ts";
import { startPruner } from "#lib/request-log/pruner.ts";
import { authSecret } from "#lib/secrets.ts";
import { createApiHandler } from "#lib/server/api-handler.ts";
import { startCleanup } from "#lib/server/cleanup.ts";
import { closerOf } from "#lib/server/close-server.ts";
import { createGateServer } from "#lib/server/gate-server.ts";
import type { App, CreateNextApp } from "#lib/server/next-app.ts";
import { startNextWorker } from "#lib/server/next-proxy.ts";
import { createPublicServer } from "#lib/server/public-server.ts";

const DRAIN_LIMIT_MS = 9000;

export interface ServeOptions {
  dev: boolean;
  /** Next answers the API, too, in this thread: in development, where it reloads what changes. */
  nextServesApi: boolean;
  createNextApp: CreateNextApp;
}

/** The process: lock → migrate → gate → desk → pages. Drains on SIGTERM and SIGINT. */
export async function serve({ dev, nextServesApi, createNextApp }: ServeOptions): Promise<void> {
  const lock = await takeLock();
  await migrate().catch((error) => exit(`The database cannot be migrated: ${error.message}`));
  await ensurePlans();
  noteLatest(await latestAt());
  waitBriefly();
  await logWriter()?.open();
  const settings = { appUrl: env.appUrl, secret: authSecret(), host: env.host, port: env.port };
  const routes = new RouteTable(await loadRoutes());
  const api = nextServesApi ? null : createApiHandler(routes);
  let starting: Promise<App>;
  const desk = createPublicServer({
    dev,
    routes,
    api,
    next: async (...call) => (await starting).handle(...call),
  });
  let draining = false;
  const gate = createGateServer(() => draining);
  const closers = [closerOf(desk), closerOf(gate)];
  await listen(gate, env.gatePort, env.gateHost, "GATE_PORT");
  // Decisions do not wait for the pages, nor share the processor with their start.
  starting = nextServesApi ? createNextApp(settings) : startNextWorker(settings, env.dataDir);
  await listen(desk, env.port, env.host, "PORT");
  const jobs = [startMailer(), startLogKeeping(), startCleanup()];
  const app = await starting;
  if (app.upgrade) desk.on("upgrade", app.upgrade);
  onEnd(async () => {
    draining = true;
    await Promise.all(closers.map((closer) => closer()));
    for (const stop of jobs) await stop();
    await requestLog().drain();
    await app.close();
    await close();
    await lock.release();
  });
  const gateUrl = `http://${env.gateHost}:${env.gatePort}`;
  log.info({ url: env.appUrl, gateUrl, database: env.database.dialect }, "ready");
  process.send?.({ type: "ready", url: env.appUrl, gateUrl });
}

function startLogKeeping(): () => Promise<void> {
  const writer = logWriter();
  return writer ? startCompactor((upTo) => writer.compacted(upTo)) : startPruner();
}

async function takeLock(): Promise<InstanceLock> {
  const lock = await lockInstance(() => exit("Another Latchkey took this database over.")).catch((error) =>
    exit(`The database cannot be reached: ${error.message}`),
  );
  return (
    lock ??
    exit(
      "Another Latchkey runs on this database. Limits are exact in one process only, so this one does not start.",
    )
  );
}

/** When this process is asked to end: takes nothing new, answers what was taken, makes it durable, and ends. */
function onEnd(drain: () => Promise<void>): void {
  const end = async () => {
    log.info("draining");
    setTimeout(() => exit("Requests were still under way after 9 s."), DRAIN_LIMIT_MS).unref();
    await drain();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void end());
  // Whoever started this process over a channel is gone, however it ended: nobody would end this one.
  process.once("disconnect", () => void end());
}

function listen(server: Server, port: number, host: string, setting: string): Promise<void> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      exit(
        error.code === "EADDRINUSE"
          ? `Port ${port} is in use. Set ${setting} to another one.`
          : `Cannot listen: ${error.message}`,
      );
    });
    server.listen(port, host, resolve);
  });
}

function exit(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
