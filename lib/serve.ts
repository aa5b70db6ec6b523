import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { close } from "#db/client.ts";
import { lockInstance } from "#db/instance-lock.ts";
import { migrate } from "#db/migrate.ts";
import { env } from "#lib/env.ts";
import { frontDesk } from "#lib/http/front-desk.ts";
import { loadRoutes } from "#lib/http/routes.ts";
import { ledger } from "#lib/ledger/ledger.ts";
import { startRollUp } from "#lib/ledger/roll-up.ts";
import { log } from "#lib/log.ts";
import { startMailer } from "#lib/mail/mailer.ts";
import { ensurePlans } from "#lib/plans/plans.ts";
import { authSecret } from "#lib/secrets.ts";
import { startUpkeep } from "#lib/upkeep.ts";

const DRAIN_LIMIT_MS = 9000;
const LAST_CALL_LIMIT_MS = 2000;
const SILENCE_MS = 100;

/** What answers behind the guard: Next. */
export interface App {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  close(): Promise<void>;
}

export interface AppSettings {
  appUrl: string;
  secret: string;
  host: string;
  port: number;
}

/** The process: lock → migrate → app → guard → listen. Drains on SIGTERM and SIGINT. */
export async function serve(dev: boolean, makeApp: (settings: AppSettings) => Promise<App>): Promise<void> {
  const lock = await lockInstance(() => exit("Another Latchkey took this database over.")).catch((error) =>
    exit(`The database cannot be reached: ${error.message}`),
  );
  if (!lock)
    exit(
      "Another Latchkey runs on this database. Limits are exact in one process only, so this one does not start.",
    );
  await migrate().catch((error) => exit(`The database cannot be migrated: ${error.message}`));
  await ensurePlans();
  const app = await makeApp({ appUrl: env.appUrl, secret: authSecret(), host: env.host, port: env.port });
  const server = frontDesk({ dev, routes: await loadRoutes(), next: app.handle });
  if (dev) server.on("upgrade", app.upgrade);
  await listen(server);
  const [stopMailer, stopRollUp, stopUpkeep] = [startMailer(), startRollUp(), startUpkeep()];
  log.info({ url: env.appUrl, database: env.database.dialect }, "ready");
  process.send?.({ type: "ready", url: env.appUrl });

  /** Takes nothing new, answers what was taken, makes it durable, and ends. */
  const drain = async () => {
    log.info("draining");
    setTimeout(() => exit("Requests were still under way after 9 s."), DRAIN_LIMIT_MS).unref();
    await lastCall(server);
    await closeServer(server);
    stopUpkeep();
    await stopRollUp();
    await stopMailer();
    await ledger().drain();
    await app.close();
    await close();
    await lock.release();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void drain());
  // Whoever started this process over a channel is gone, however it ended: nobody would end this one.
  process.once("disconnect", () => void drain());
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      exit(
        error.code === "EADDRINUSE"
          ? `Port ${env.port} is in use. Set PORT to another one.`
          : `Cannot listen: ${error.message}`,
      );
    });
    server.listen(env.port, env.host, resolve);
  });
}

/** Closing resets what was sent but not read yet: so reads on until nothing comes any more, and asks every client to leave. */
async function lastCall(server: Server): Promise<void> {
  let cameIn = true;
  server.on("connection", () => {
    cameIn = true;
  });
  server.prependListener("request", (_request, response: ServerResponse) => {
    cameIn = true;
    response.setHeader("connection", "close");
  });
  for (let waitedMs = 0; cameIn && waitedMs < LAST_CALL_LIMIT_MS; waitedMs += SILENCE_MS) {
    cameIn = false;
    await delay(SILENCE_MS);
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // A kept-alive connection without a request must not keep the process.
    setInterval(() => server.closeIdleConnections(), 50).unref();
  });
}

function exit(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
