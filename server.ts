import { setFlagsFromString } from "node:v8";

// Loading makes three times as much garbage as it leaves; a heap that grows with it keeps that size for good.
setFlagsFromString("--semi-space-growth-factor=1");

const dev = process.argv.includes("--dev");
process.umask(0o077);
process.chdir(import.meta.dirname);
// Next chooses its own build by this when it is loaded.
Object.assign(process.env, { NODE_ENV: dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });

const { serve } = await import("#lib/serve.ts");
await serve(dev, async ({ appUrl, secret, host, port }) => {
  Object.assign(process.env, { NEXTAUTH_URL: appUrl, NEXTAUTH_SECRET: secret });
  const { default: next } = await import("next");
  const app = next({ dev, dir: import.meta.dirname, hostname: host, port });
  await app.prepare();
  return { handle: app.getRequestHandler(), upgrade: app.getUpgradeHandler(), close: () => app.close() };
});

setFlagsFromString("--semi-space-growth-factor=2");
