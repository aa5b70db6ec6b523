import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { env } from "#env.ts";
import { smtpFailure } from "#lib/mail/transport.ts";

test("those who ask for the email server's state at the same time share a connection", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.end("554 no\r\n");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const before = env.smtpUrl;
  env.smtpUrl = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const answers = await Promise.all(Array.from({ length: 5 }, () => smtpFailure()));
    expect(new Set(answers)).toEqual(new Set([expect.stringContaining("127.0.0.1")]));
    expect(sockets).toHaveLength(1);
    await smtpFailure();
    expect(sockets).toHaveLength(2);
  } finally {
    env.smtpUrl = before;
    server.close();
  }
});
