import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { ensureDependencies, node24, root } from "./dependencies.mjs";

// Node's compile cache, which server.ts also uses.
const NODE_COMPILE_CACHE = join(root, "node_modules/.cache/node");

/** Runs a TypeScript file on Node 24, and passes on terminal, signals and exit code. */
export function launch(script, args) {
  ensureDependencies();
  const child = spawn(node24, [script, ...args], {
    cwd: root,
    stdio: "inherit",
    env: { NODE_COMPILE_CACHE, ...process.env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // Ctrl-C reaches all processes in the terminal's foreground anyway.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  if (process.env.npm_lifecycle_event) watchNpm(child);
  child.on("error", (error) => {
    console.error(`Node 24 could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** On SIGTERM, `npm run` ends without passing the signal on. This is noticed by the change of this process's parent. */
function watchNpm(child) {
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 500);
}
