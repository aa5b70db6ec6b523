import { createServer } from "node:net";
import { env, refuseSettings } from "#env.ts";
import type { LocalAccount } from "#lib/accounts/local.ts";
import { smtpFailure } from "#lib/mail/transport.ts";
import { unusableSettings } from "#lib/server/unusable-settings.ts";
import { ensureBuild } from "./build.ts";
import { bin, endAll, onSignal, run, serverArguments, start } from "./processes.ts";
import { Stop } from "./stop.ts";
import { welcome } from "./welcome.ts";

// Only the current user can read the files that Latchkey writes, such as the database, secrets and emails.
process.umask(0o077);

const node = bin("node");
const say = (line: string) => console.log(line);

let stopping = false;

onSignal(async () => {
  stopping = true;
  say("\nStopping after the requests in progress are answered …");
  await endAll();
  say("Stopped.");
}, 0);

async function up(): Promise<void> {
  const wrong = await unusableSettings(env);
  if (wrong.length > 0) refuseSettings(wrong);
  await assertPortFree();
  const mailFailure = smtpFailure();
  await ensureBuild(say);
  say("Preparing the database …");
  const account = await localAccount();
  say("Starting the server …");
  const server = start(node, serverArguments, {
    // Not in the terminal's foreground group, so that Ctrl-C only reaches this process, which then stops the server.
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // glibc keeps a heap for each thread, up to 16 on two cores: with two of them, 15 to 20 MB less are held.
    env: { LOG_LEVEL: "warn", MALLOC_ARENA_MAX: "2", ...process.env },
  });
  server.on("exit", (code) => {
    if (!stopping) process.exit(code || 1);
  });
  server.on("message", async (message: { type: string; url: string }) => {
    if (message.type === "ready") say(welcome(message.url, env, account, await mailFailure));
  });
}

function assertPortFree(): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE")
        return reject(new Stop(`Can't use port ${env.port}: ${error.message}`));
      const other = `PORT=${env.port + 10} npm run up`;
      reject(
        new Stop(
          `Port ${env.port} is in use, perhaps by Latchkey itself. Stop it, or use another port: ${other}`,
        ),
      );
    });
    probe.listen(env.port, env.host, () => probe.close(() => resolve()));
  });
}

async function localAccount(): Promise<LocalAccount | null> {
  const { code, stdout, output } = await run(node, ["scripts/local-account.ts"]);
  if (code !== 0) throw new Stop(`Couldn't prepare the database:\n${output}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
}

up().catch((error: Error) => {
  if (stopping) return;
  console.error(error instanceof Stop ? error.message : error.stack);
  process.exit(1);
});
