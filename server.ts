import "#lib/server/loader-hooks.ts";
import { flushCompileCache } from "node:module";
import { isMainThread, workerData } from "node:worker_threads";
import type { App, AppSettings } from "#lib/server/next-app.ts";

const dev = process.argv.includes("--dev");
if (isMainThread) {
  process.umask(0o077);
  process.chdir(import.meta.dirname);
}
// Next chooses its own build by this when it is loaded.
Object.assign(process.env, { NODE_ENV: dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });

async function createNextApp({ appUrl, secret, host, port }: AppSettings): Promise<App> {
  Object.assign(process.env, { NEXTAUTH_URL: appUrl, NEXTAUTH_SECRET: secret });
  const { default: next } = await import("next");
  const { answer503 } = await import("#lib/server/unavailable.ts");
  const app = next({ dev, dir: import.meta.dirname, hostname: host, port });
  await app.prepare();
  return {
    handle: answer503(app.getRequestHandler()),
    upgrade: app.getUpgradeHandler(),
    close: () => app.close(),
  };
}

if (isMainThread) {
  const { serve } = await import("#lib/server/start-server.ts");
  await serve({ dev, nextServesApi: dev || process.argv.includes("--next-api"), createNextApp });
} else if (workerData.thread === "compactor") {
  await import("#lib/request-log/compactor-thread.ts");
} else {
  const { serveNext } = await import("#lib/server/next-worker.ts");
  await serveNext(createNextApp);
}

// A process that is killed writes nothing when it ends.
flushCompileCache();
