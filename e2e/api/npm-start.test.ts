import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { accepts, prepareServer } from "#e2e/test-server.ts";
import { end, start } from "#scripts/processes.ts";

const LIMIT_MS = 10_000;
const LOGIN = JSON.stringify({ email: "nobody@example.test", password: "not a password of anyone" });

/** Sends the first bytes of a login, and returns a function that sends the rest and resolves to the status. */
function slowLogin(url: string): () => Promise<number> {
  const headers = { "content-type": "application/json", "content-length": String(LOGIN.length) };
  const sent = request(`${url}/api/v1/auth/login`, { method: "POST", headers });
  const answered = once(sent, "response");
  sent.write(LOGIN.slice(0, 10));
  return async () => {
    sent.end(LOGIN.slice(10));
    const [answer] = (await answered) as [IncomingMessage];
    answer.resume();
    await once(answer, "end");
    return answer.statusCode!;
  };
}

test("npm start hands SIGTERM on: requests in progress are answered, and no process stays behind", async () => {
  const { dialect } = inject("server");
  const { server, settings, remove } = await prepareServer({
    dialect,
    postgresqlUrl: inject("postgresqlUrl"),
  });
  const log = openSync(server.logFile, "a");
  const { PATH = "", HOME = "" } = process.env;
  const npm = start("npm", ["start"], {
    env: { PATH, HOME, npm_config_update_notifier: "false", ...settings } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", log, log],
    detached: true,
  });
  try {
    const ready = () =>
      fetch(`${server.gateUrl}/readyz`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(ready, { timeout: 30_000 }).toBe(200);
    const finish = slowLogin(server.url);
    await delay(200);
    const stoppedAt = performance.now();
    const exited = once(npm, "exit");
    npm.kill("SIGTERM");
    await delay(700);
    expect(await finish()).toBe(401);
    await exited;
    expect(performance.now() - stoppedAt).toBeLessThan(LIMIT_MS);
    for (const url of [server.url, server.gateUrl])
      expect(await accepts(Number(new URL(url).port))).toBe(false);
  } catch (error) {
    console.error(readFileSync(server.logFile, "utf8"));
    throw error;
  } finally {
    closeSync(log);
    await end(npm);
    await remove();
  }
});
