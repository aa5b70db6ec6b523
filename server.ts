import "#lib/server/early-signals.ts";
import "#lib/server/loader-hooks.ts";
import { flushCompileCache } from "node:module";
import { isMainThread, workerData } from "node:worker_threads";
import { captureOutput, logUncaught } from "#lib/output.ts";
import type { NextSettings } from "#lib/server/next-app.ts";

// In development, the output of Next is for a person at a terminal.
const dev: boolean = isMainThread ? process.argv.includes("--dev") : workerData.dev;
if (!dev) captureOutput();

// The main thread and the Next worker start here.
if (isMainThread) {
  if (!dev) logUncaught();
  process.umask(0o077);
  process.chdir(import.meta.dirname);
  const { startServer } = await import("#lib/server/start-server.ts");
  await startServer({ dev });
} else {
  const { serveNext } = await import("#lib/server/next-worker.ts");
  await serveNext(createNext);
}

async function createNext({ dev, host, port }: NextSettings) {
  const { default: next } = await import("next");
  const app = next({ dev, dir: import.meta.dirname, hostname: host, port });
  await app.prepare();
  const { parseAndValidateFlightRouterState } = await import(
    "next/dist/server/app-render/parse-and-validate-flight-router-state.js"
  );
  return { app, parseRouterState: parseAndValidateFlightRouterState };
}

// The cache is normally written when the process ends, but not if it is killed.
flushCompileCache();
