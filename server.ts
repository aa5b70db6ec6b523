import "#lib/server/early-signals.ts";
import "#lib/server/loader-hooks.ts";
import { flushCompileCache } from "node:module";
import { isMainThread } from "node:worker_threads";
import type { NextSettings } from "#lib/server/next-app.ts";

// The main thread and the Next worker start here.
if (isMainThread) {
  process.umask(0o077);
  process.chdir(import.meta.dirname);
  const { startServer } = await import("#lib/server/start-server.ts");
  await startServer({ dev: process.argv.includes("--dev") });
} else {
  const { serveNext } = await import("#lib/server/next-worker.ts");
  await serveNext(createNext);
}

async function createNext({ dev, host, port }: NextSettings) {
  const { default: next } = await import("next");
  const app = next({ dev, dir: import.meta.dirname, hostname: host, port });
  await app.prepare();
  return app;
}

// The cache is normally written when the process ends, but not if it is killed.
flushCompileCache();
