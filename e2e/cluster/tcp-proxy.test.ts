import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TcpProxy } from "#e2e/cluster/tcp-proxy.ts";

let servers: Server[];
let received: string[];
let proxy: TcpProxy;

/** A server that answers everything with its name and what it got. */
async function echo(name: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received.push(String(chunk));
      socket.write(`${name}:${chunk}`);
    });
  });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

beforeEach(async () => {
  [servers, received] = [[], []];
  proxy = new TcpProxy([await echo("a"), await echo("b")]);
  await proxy.listen();
});
afterEach(async () => {
  await proxy.close();
  for (const server of servers) server.close();
});

/** What a connection answers; "ended" if it ends instead. */
async function answer(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  return Promise.race([
    once(socket, "data").then(
      ([chunk]) => String(chunk),
      () => "ended",
    ),
    once(socket, "close").then(
      () => "ended",
      () => "ended",
    ),
  ]);
}
const open = () => connect(proxy.port, "127.0.0.1").on("error", () => {});

test("each connection goes to the next target, and stays there", async () => {
  const [one, other, third] = [open(), open(), open()];
  expect(await answer(one, "1")).toBe("a:1");
  expect(await answer(other, "2")).toBe("b:2");
  expect(await answer(third, "3")).toBe("a:3");
  expect(await answer(one, "4")).toBe("a:4");
});

test("a cut ends all connections and refuses new ones until it is mended", async () => {
  const before = open();
  expect(await answer(before, "1")).toBe("a:1");
  proxy.cut();
  expect(await answer(open(), "2")).toBe("ended");
  expect(before.destroyed || (await answer(before, "3"))).toBeTruthy();
  proxy.mend();
  expect(await answer(open(), "4")).toBe("b:4");
  expect(received).not.toContain("2");
});

test("a silent proxy passes nothing on, and everything later", async () => {
  const socket = open();
  expect(await answer(socket, "1")).toBe("a:1");
  proxy.silence();
  const later = answer(socket, "2");
  const another = answer(open(), "3");
  await delay(100);
  expect(received).toEqual(["1"]);
  proxy.mend();
  expect([await later, await another]).toEqual(["a:2", "b:3"]);
});

test("a statement during which the connection is cut reaches its target, and its answer doesn't come back", async () => {
  proxy.cutDuring(["commit"], 20);
  for (let i = 0; i < 20; i += 1) expect(await answer(open(), `commit ${i}`)).toBe("ended");
  await expect.poll(() => received.length).toBe(20);
  expect(await answer(open(), "commit 21")).toMatch(/^[ab]:commit 21$/);
});

test("an answer arrives although its target has gone while the client was still sending", async () => {
  const leaver = createServer((socket) => {
    socket.once("data", () => socket.write("enough", () => setTimeout(() => socket.resetAndDestroy(), 50)));
    socket.on("error", () => {});
  });
  servers.push(leaver.listen(0, "127.0.0.1"));
  await once(leaver, "listening");
  const toLeaver = new TcpProxy([(leaver.address() as AddressInfo).port]);
  await toLeaver.listen();
  try {
    const socket = connect(toLeaver.port, "127.0.0.1").on("error", () => {});
    // It reads nothing before it has sent everything.
    for (let part = 0; part < 10; part += 1) {
      await new Promise((sent) => socket.write(Buffer.alloc(1 << 20), sent));
      await delay(20);
    }
    expect(await answer(socket, "last")).toBe("enough");
  } finally {
    await toLeaver.close();
  }
});
