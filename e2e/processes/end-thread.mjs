// Loaded before the server and in each of its threads (`--import`): a thread notes that it started, and ends when
// END_THREAD_FILE names it, as it would after a fatal error. The server itself knows nothing about it.
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { isMainThread, workerData } from "node:worker_threads";

const POLL_EVERY_MS = 50;
const file = process.env.END_THREAD_FILE;

if (!isMainThread && workerData?.thread) {
  appendFileSync(`${file}.started`, `${workerData.thread}\n`);
  setInterval(() => {
    if (!existsSync(file) || readFileSync(file, "utf8") !== workerData.thread) return;
    rmSync(file);
    process.exit(1);
  }, POLL_EVERY_MS).unref();
}
