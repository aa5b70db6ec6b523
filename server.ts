import type { Server } from "node:http";
import { close } from "#db/client.ts";
import { lockInstance } from "#db/instance-lock.ts";
import { migrate } from "#db/migrate.ts";
import { env } from "#lib/env.ts";
import { frontDesk } from "#lib/http/front-desk.ts";
import { loadRoutes } from "#lib/http/routes.ts";
import { ledger } from "#lib/ledger/ledger.ts";
import { log } from "#lib/log.ts";
import { startMailer } from "#lib/mail/mailer.ts";
import { ensurePlans } from "#lib/plans/plans.ts";
import { authSecret } from "#lib/secrets.ts";
import { startUpkeep } from "#lib/upkeep.ts";

// The process: env → lock → migrate → guard → Next. Drains on SIGTERM.
const DRAIN_LIMIT_MS = 9000;
const dev = process.argv.includes("--dev");

process.umask(0o077);
process.chdir(import.meta.dirname);
Object.assign(process.env, {
  NODE_ENV: dev ? "development" : "production",
  NEXTAUTH_URL: env.appUrl,
  NEXTAUTH_SECRET: authSecret(),
});

const lock = await lockInstance(() => exit("Another Latchkey took this database over.")).catch((error) =>
  exit(`The database cannot be reached: ${error.message}`),
);
if (!lock)
  exit(
    "Another Latchkey runs on this database. Limits are exact in one process only, so this one does not start.",
  );
await migrate().catch((error) => exit(`The database cannot be migrated: ${error.message}`));
await ensurePlans();

// After NODE_ENV is set: Next chooses its own build by it when it is loaded.
const { default: next } = await import("next");
const app = next({ dev, dir: import.meta.dirname, hostname: env.host, port: env.port });
await app.prepare();
const handle = app.getRequestHandler();
const server = frontDesk({
  dev,
  routes: await loadRoutes(),
  next: (request, response) => handle(request, response),
});
if (dev) server.on("upgrade", app.getUpgradeHandler());
const stopMailer = startMailer();
const stopUpkeep = startUpkeep();

server.on("error", (error: NodeJS.ErrnoException) => {
  exit(
    error.code === "EADDRINUSE"
      ? `Port ${env.port} is in use. Set PORT to another one.`
      : `Cannot listen: ${error.message}`,
  );
});
server.listen(env.port, env.host, () => {
  log.info({ url: env.appUrl, database: env.database.dialect }, "ready");
  process.send?.({ type: "ready", url: env.appUrl });
});

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void drain());

/** Takes nothing new, answers what was taken, makes it durable, and ends. */
async function drain(): Promise<void> {
  log.info("draining");
  setTimeout(() => exit("Requests were still under way after 9 s."), DRAIN_LIMIT_MS).unref();
  await closeServer(server);
  stopUpkeep();
  await stopMailer();
  await ledger().drain();
  await app.close();
  await close();
  await lock!.release();
  process.exit(0);
}

function closeServer(listening: Server): Promise<void> {
  return new Promise((resolve) => {
    listening.close(() => resolve());
    // A kept-alive connection without a request must not keep the process.
    setInterval(() => listening.closeIdleConnections(), 50).unref();
  });
}

function exit(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
