import { afterEach, expect, test } from "vitest";
import { connectTo, documentedUsers, startRedis, type TestRedis } from "#e2e/unit/redis.ts";
import type { RedisConnection } from "#lib/limits/redis/connection.ts";
import { DECIDE } from "#lib/limits/redis/decide-script.ts";
import { RedisUnavailable } from "#lib/limits/redis/in-time.ts";
import { Script } from "#lib/limits/redis/node.ts";
import { BEGIN, BUILD_MONTH, REFUND } from "#lib/limits/redis/scripts.ts";

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function redis(...options: string[]): Promise<TestRedis> {
  const server = await startRedis(...options);
  ending.push(() => server.stop());
  return server;
}

function connect(url: string, timeoutMs = 1000): RedisConnection {
  const connection = connectTo(url, timeoutMs);
  ending.push(() => connection.close());
  return connection;
}

const usable = (connection: RedisConnection) =>
  expect.poll(() => connection.runId, { timeout: 5000 }).not.toBeNull();
const unusable = (connection: RedisConnection) =>
  expect.poll(() => connection.runId, { timeout: 5000 }).toBeNull();

const run = (connection: RedisConnection, script: Script, keys: string[], args: (string | number)[]) =>
  connection.run({ runId: connection.runId ?? "", slot: 0 }, script, keys, args);

const increment = new Script("return redis.call('INCR', KEYS[1])");

test("a script runs although Redis doesn't know it yet, or no longer", async () => {
  const server = await redis();
  const connection = connect(server.url);
  await usable(connection);
  expect(await run(connection, increment, ["n"], [])).toBe(1);
  expect(await run(connection, increment, ["n"], [])).toBe(2);
  await server.command("SCRIPT", "FLUSH");
  expect(await run(connection, increment, ["n"], [])).toBe(3);
});

test("a user with only the documented rights is enough", async () => {
  const server = await redis();
  await server.command(...documentedUsers()[0]!);
  const url = new URL(server.url);
  url.username = "latchkey";
  url.password = "a-password";
  const connection = connect(url.href);
  await usable(connection);
  expect(await run(connection, new Script(BEGIN), ["latchkey:{x}:epoch"], [1, 1000])).toBe(0);
  const decided = await run(
    connection,
    new Script(DECIDE),
    ["latchkey:{x}:epoch", "latchkey:{x}:1:a"],
    [1, 1000, JSON.stringify([1, 0, 1, 2, 60_000, 5])],
  );
  // By Redis' clock, some time has passed.
  expect(decided).toEqual(["decided", [expect.any(Number), -1, 0]]);
  const month = ["latchkey:{x}:epoch", "latchkey:{x}:1:b"];
  expect(await run(connection, new Script(BUILD_MONTH), month, [1, 10, 1000])).toEqual(["built"]);
  expect(await run(connection, new Script(REFUND), month, [1, 1, 5, 0])).toEqual(["refunded"]);
  expect(await server.command("GET", month[1]!)).toBe("5");
});

test("without the right password it isn't used, and with it, it is", async () => {
  const server = await redis();
  await server.command("ACL", "SETUSER", "latchkey", "on", ">old", "allkeys", "allcommands");
  const url = new URL(server.url);
  url.username = "latchkey";
  url.password = "new";
  const connection = connect(url.href);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(connection.runId).toBeNull();
  await expect(run(connection, increment, ["n"], [])).rejects.toThrow(RedisUnavailable);
  await server.command("ACL", "SETUSER", "latchkey", ">new");
  await usable(connection);
});

test("a server that may evict keys isn't used", async () => {
  const server = await redis("--maxmemory-policy", "allkeys-lru");
  const connection = connect(server.url);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(connection.runId).toBeNull();
  await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
  await usable(connection);
});

test("a replica isn't used", async () => {
  const server = await redis();
  const connection = connect(server.url);
  await usable(connection);
  await server.command("REPLICAOF", "127.0.0.1", "1");
  await unusable(connection);
  await server.command("REPLICAOF", "NO", "ONE");
  await usable(connection);
});

test("after a restart, it is known that this is another run before anything is sent to it", async () => {
  const server = await redis();
  const connection = connect(server.url);
  await usable(connection);
  const { runId } = connection;
  await server.kill();
  await unusable(connection);
  await expect(run(connection, increment, ["n"], [])).rejects.toThrow(RedisUnavailable);
  await server.restart();
  await usable(connection);
  expect(connection.runId).not.toBe(runId);
});

test("without an answer in time, a call fails, and is executed once at most", async () => {
  const server = await redis();
  const connection = connect(server.url, 100);
  await usable(connection);
  await run(connection, increment, ["n"], []);
  server.signal("SIGSTOP");
  await expect(run(connection, increment, ["n"], [])).rejects.toThrow(RedisUnavailable);
  server.signal("SIGCONT");
  await usable(connection);
  expect(Number(await server.command("GET", "n"))).toBeLessThanOrEqual(2);
});

test("a call that gets no answer also fails if the process is so busy that its timers are late", async () => {
  const server = await redis();
  const connection = connect(server.url, 50);
  await usable(connection);
  server.signal("SIGSTOP");
  let turns = 0;
  const work = () => {
    for (const until = performance.now() + 90; performance.now() < until; );
    if (++turns < 40) setImmediate(work);
  };
  const call = run(connection, increment, ["n"], []).finally(() => {
    expect(turns).toBeLessThan(20);
    turns = 40;
  });
  work();
  await expect(call).rejects.toThrow(RedisUnavailable);
  server.signal("SIGCONT");
});
