import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { Epochs } from "#lib/limits/epochs.ts";
import { Instance } from "#lib/limits/instance.ts";

const epochs = new Epochs();
const database = new URL(process.env.DATABASE_URL!);
const sockets: Socket[] = [];
const proxy = createServer((client) => {
  const server = connect(Number(database.port), database.hostname);
  client.pipe(server).pipe(client);
  for (const socket of [client, server]) sockets.push(socket.on("error", () => {}));
});

beforeAll(async () => {
  await once(proxy.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  proxy.close();
});

/** The connections that there are now pass nothing on any more, and don't end. */
function silence(): void {
  for (const socket of sockets) socket.unpipe().pause();
}

/** Its own session goes through the proxy; everything else doesn't. */
async function startInstance(): Promise<Instance> {
  const url = new URL(database);
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const instance = new Instance(url.href, epochs, null);
  await instance.start();
  return instance;
}

async function isKnown(id: string): Promise<boolean> {
  const { rows } = await db().execute(sql`select from instances where id = ${id}`);
  return rows.length > 0;
}

test("an instance joins again and leaves if its connection neither works nor ends, and ends an epoch that is in doubt", async () => {
  const instance = await startInstance();
  expect(await isKnown(instance.id)).toBe(true);
  // PostgreSQL has ended the session, and nobody told the instance.
  await db().execute(sql`select remove_dead_instances(array[${instance.id}])`);
  silence();
  await vi.waitFor(async () => expect(await isKnown(instance.id)).toBe(true), 5000);
  // Nobody else knows that, and it may never decide again.
  let { number } = await epochs.refresh();
  epochs.doubt();
  const ended = async () => expect((await epochs.refresh()).number).toBe(number + 1);
  await vi.waitFor(ended, 5000);
  number += 1;
  silence();
  epochs.doubt();
  await instance.stop();
  await ended();
  expect(await isKnown(instance.id)).toBe(false);
});
