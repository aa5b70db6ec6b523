import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, inject } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { setPlan } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { root } from "#scripts/processes.ts";

const RESTARTED_WITHIN_MS = 15_000;

/** A server whose worker threads a test can end. */
export interface MortalServer {
  server: OwnServer;
  /** Ends a thread while requests go on; returns their statuses until another thread took over and `recovered` is done. */
  endThread(name: string, recovered?: () => Promise<void>): Promise<number[]>;
  end(): Promise<void>;
}

export async function startMortalServer(): Promise<MortalServer> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-threads-"));
  const file = join(folder, "thread");
  const preload = pathToFileURL(join(root, "e2e/processes/end-thread.mjs")).href;
  const env = { END_THREAD_FILE: file, NODE_OPTIONS: `--import ${preload}` };
  const { dialect } = inject("server");
  const postgresqlUrl = inject("postgresqlUrl");
  const server = await startTestServer({ dialect, postgresqlUrl, env, waitForPages: true });
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const { secret: key } = await newKey(server, ada);
  const starts = (name: string) =>
    readFileSync(`${file}.started`, "utf8")
      .split("\n")
      .filter((started) => started === name).length;
  return {
    server,
    endThread: async (name, recovered = async () => {}) => {
      const before = starts(name);
      const load = requestUntil(server, key);
      writeFileSync(file, name);
      try {
        await expect.poll(() => starts(name), { timeout: RESTARTED_WITHIN_MS }).toBe(before + 1);
        await recovered();
      } finally {
        load.stop();
      }
      return load.statuses;
    },
    end: async () => {
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends requests until it is stopped; `statuses` resolves with each status that occurred. */
function requestUntil(server: OwnServer, key: string) {
  const seen = new Set<number>();
  let over = false;
  const clients = hammer(
    4,
    () => over,
    async () => seen.add((await call(server, "GET", "/api/v1/me", { key })).status),
  );
  return {
    statuses: clients.then(() => [...seen]),
    stop: () => {
      over = true;
    },
  };
}
