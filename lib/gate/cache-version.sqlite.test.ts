import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { cacheVersion } from "#db/queries/key-secrets.ts";
import { type CacheVersion, withCacheVersion } from "#lib/gate/cache-version.ts";

const beside = new Database(sqlite()!.control.name, { timeout: 5000 });
const REQUEST = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
const heard: CacheVersion[] = [];
let whenCome = () => {};
let whenHandled = () => {};

const server = createServer((_request, response) => {
  whenCome();
  withCacheVersion((version) => {
    heard.push(version);
    whenHandled();
    response.end();
  });
});
let clients: Socket[];

const change = () =>
  beside.prepare("update cache_versions set version = version + 1 where name = 'keys'").run();

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  clients = Array.from({ length: 3 }, () => connect((server.address() as AddressInfo).port, "127.0.0.1"));
  // Each is accepted when its first request is answered.
  await send(REQUEST, REQUEST, REQUEST);
});
afterAll(() => {
  for (const client of clients) client.destroy();
  beside.close();
  server.close();
});
beforeEach(() => {
  heard.length = 0;
  whenCome = () => {};
  whenHandled = () => {};
});

/** What is sent in one turn is in the kernel's hands before the next turn reads. */
async function send(...texts: string[]): Promise<void> {
  const answered = texts.map((_, i) => once(clients[i]!, "data"));
  for (const [i, text] of texts.entries()) clients[i]!.write(text);
  await Promise.all(answered);
}

test("requests of one turn are told the same, and know what changed until the last of them was read", async () => {
  const before = cacheVersion()!;
  whenCome = change;
  // Also those behind another one on its connection.
  await send(REQUEST + REQUEST, REQUEST, REQUEST);
  expect(heard).toEqual([before + 4, before + 4, before + 4, before + 4]);
});

test("what changes while a turn's requests are handled is known to those of the next", async () => {
  const before = cacheVersion()!;
  whenHandled = change;
  await send(REQUEST, REQUEST, REQUEST);
  expect(heard).toEqual([before, before, before]);
  await send(REQUEST);
  expect(heard.at(-1)).toBe(before + 3);
});

test("a store that cannot be asked is asked again by whoever needs it", async () => {
  beside.exec("alter table cache_versions rename to hidden");
  await send(REQUEST);
  beside.exec("alter table hidden rename to cache_versions");
  expect(heard).toEqual([undefined]);
});
