import { createServer } from "node:net";
import { expect, test } from "vitest";
import { env } from "#env.ts";
import type { Person } from "#lib/actors/actor.ts";
import { testMail } from "#lib/operator/mails.ts";

test("a mail server that never answers is reported within 10 seconds", async () => {
  const sockets: { destroy(): void }[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const { port } = silent.address() as { port: number };
  env.smtpUrl = `smtp://127.0.0.1:${port}`;
  const operator = { userId: "usr_1", email: "ada@example.com" } as Person;
  const start = performance.now();
  const { accepted, answer } = await testMail(operator, new Date());
  expect(accepted).toBe(false);
  expect(answer).toMatch(/doesn't answer|didn't answer/);
  expect(performance.now() - start).toBeLessThan(11_000);
  for (const socket of sockets) socket.destroy();
  silent.close();
});
