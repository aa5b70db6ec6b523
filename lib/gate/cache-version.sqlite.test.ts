import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { cacheVersion } from "#db/queries/key-secrets.ts";
import { withCacheVersion } from "#lib/gate/cache-version.ts";
import type { CacheVersion } from "#lib/request-context.ts";

const otherConnection = new Database(sqlite()!.control.name, { timeout: 5000 });
const REQUEST = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
const versions: CacheVersion[] = [];
let onRequest = () => {};
let onHandled = () => {};

const server = createServer((_request, response) => {
  onRequest();
  withCacheVersion((version) => {
    versions.push(version);
    onHandled();
    response.end();
  });
});
let clients: Socket[];

const change = () =>
  otherConnection.prepare("update cache_versions set version = version + 1 where name = 'keys'").run();

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  clients = Array.from({ length: 3 }, () => connect((server.address() as AddressInfo).port, "127.0.0.1"));
  // A connection is accepted once its first request is answered.
  await send(REQUEST, REQUEST, REQUEST);
});
afterAll(() => {
  for (const client of clients) client.destroy();
  otherConnection.close();
  server.close();
});
beforeEach(() => {
  versions.length = 0;
  onRequest = () => {};
  onHandled = () => {};
});

/** Sends one text on each connection. The kernel has them all before the next turn of the event loop reads. */
async function send(...texts: string[]): Promise<void> {
  const answered = texts.map((_, i) => once(clients[i]!, "data"));
  for (const [i, text] of texts.entries()) clients[i]!.write(text);
  await Promise.all(answered);
}

test("requests read in one turn get the same version, which includes changes until the last of them was read", async () => {
  const before = cacheVersion()!;
  onRequest = change;
  // The first connection sends two requests at once.
  await send(REQUEST + REQUEST, REQUEST, REQUEST);
  expect(versions).toEqual([before + 4, before + 4, before + 4, before + 4]);
});

test("changes made while a turn's requests are handled are seen by the next turn's requests", async () => {
  const before = cacheVersion()!;
  onHandled = change;
  await send(REQUEST, REQUEST, REQUEST);
  expect(versions).toEqual([before, before, before]);
  await send(REQUEST);
  expect(versions.at(-1)).toBe(before + 3);
});

test("the version is undefined if the database can't be read", async () => {
  otherConnection.exec("alter table cache_versions rename to hidden");
  await send(REQUEST);
  otherConnection.exec("alter table hidden rename to cache_versions");
  expect(versions).toEqual([undefined]);
});
