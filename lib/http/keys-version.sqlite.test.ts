import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { keysVersion } from "#db/queries/key-secrets.ts";
import { countConnections, type KeysVersion, keysVersionFor } from "#lib/http/keys-version.ts";

const beside = new Database(sqlite()!.control.name, { timeout: 5000 });
const REQUEST = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
const heard: KeysVersion[] = [];
let whenAsked = () => {};

const server = createServer((_request, response) => {
  heard.push(keysVersionFor(response));
  whenAsked();
  response.end();
});
let clients: Socket[];

const change = () => beside.prepare("update versions set version = version + 1 where name = 'keys'").run();

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  clients = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
      await once(client, "connect");
      return client;
    }),
  );
  // Each is accepted when its first request is answered.
  await send(...clients.map(() => REQUEST));
});
afterAll(() => {
  for (const client of clients) client.destroy();
  beside.close();
  server.close();
});
beforeEach(() => {
  heard.length = 0;
  whenAsked = () => {};
});

/** What is sent in one turn is in the kernel's hands before the next look. */
async function send(...texts: string[]): Promise<void> {
  const answered = texts.map((_, i) => once(clients[i]!, "data"));
  for (const [i, text] of texts.entries()) clients[i]!.write(text);
  await Promise.all(answered);
}

test("requests that one look brought share an answer; the next look's has what has changed since", async () => {
  const before = keysVersion()!;
  whenAsked = change;
  await send(REQUEST, REQUEST, REQUEST);
  expect(heard).toEqual([before, before, before]);
  await send(REQUEST);
  expect(heard.at(-1)).toBe(before + 3);
});

test("a request behind another one on its connection asks for itself", async () => {
  await send(REQUEST + REQUEST, REQUEST);
  expect(heard.toSorted()).toEqual([keysVersion(), keysVersion(), undefined]);
});

test("where one look may not bring all, every request asks for itself", async () => {
  const crowded = new EventEmitter();
  countConnections(crowded as Server);
  const sockets = Array.from({ length: 901 }, () => new EventEmitter());
  for (const socket of sockets) crowded.emit("connection", socket);
  await send(REQUEST, REQUEST);
  expect(heard).toEqual([undefined, undefined]);
  sockets[0]!.emit("close");
  await send(REQUEST, REQUEST);
  expect(heard.slice(2)).toEqual([keysVersion(), keysVersion()]);
});

test("a store that cannot be asked is asked again by whoever needs it", async () => {
  beside.exec("alter table versions rename to hidden");
  await send(REQUEST);
  beside.exec("alter table hidden rename to versions");
  expect(heard).toEqual([undefined]);
});
