import "#lib/start-up.ts";
import { flushCompileCache } from "node:module";
import { isMainThread, workerData } from "node:worker_threads";
import type { App, AppSettings } from "#lib/http/app.ts";

const dev = process.argv.includes("--dev");
if (isMainThread) {
  process.umask(0o077);
  process.chdir(import.meta.dirname);
}
// Next chooses its own build by this when it is loaded.
Object.assign(process.env, { NODE_ENV: dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });

async function makeNext({ appUrl, secret, host, port }: AppSettings): Promise<App> {
  Object.assign(process.env, { NEXTAUTH_URL: appUrl, NEXTAUTH_SECRET: secret });
  const { default: next } = await import("next");
  const { tellingAway } = await import("#lib/http/away.ts");
  const app = next({ dev, dir: import.meta.dirname, hostname: host, port });
  await app.prepare();
  return {
    handle: tellingAway(app.getRequestHandler()),
    upgrade: app.getUpgradeHandler(),
    close: () => app.close(),
  };
}

if (isMainThread) {
  const { serve } = await import("#lib/serve.ts");
  await serve({ dev, nextServesApi: dev || process.argv.includes("--next-api"), makeNext });
} else if (workerData.thread === "keeper") {
  await import("#lib/ledger/keeper-thread.ts");
} else {
  const { servePages } = await import("#lib/http/pages-thread.ts");
  await servePages(makeNext);
}

// A process that is killed writes nothing when it ends.
flushCompileCache();
