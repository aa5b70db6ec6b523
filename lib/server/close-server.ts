import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

const LAST_CALL_LIMIT_MS = 2000;
const SILENCE_MS = 100;
const LOOK_EVERY_MS = 50;

/** Makes what answers all that a server was sent, and closes it. To be made before the server listens. */
export function closerOf(server: Server): () => Promise<void> {
  // Each connection's newest answer, for as long as it is open: a set that answers enter and leave would keep a part of
  // them from being collected young.
  const answers = new Map<Socket, ServerResponse | null>();
  server.on("connection", (socket) => {
    answers.set(socket, null);
    socket.once("close", () => answers.delete(socket));
  });
  server.prependListener("request", ({ socket }, response) => answers.set(socket, response));
  const upgraded = new Set<Socket>();
  server.on("upgrade", (_request, socket: Socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  return async () => {
    for (const answer of answers.values()) if (answer) makeLast(answer);
    await lastCall(server);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of upgraded) socket.destroy();
      // Neither a kept-alive connection nor one that never asked anything, as browsers open them, must keep the process.
      setInterval(() => {
        server.closeIdleConnections();
        for (const socket of answers.keys()) if (socket.bytesRead === 0) socket.destroy();
      }, LOOK_EVERY_MS).unref();
    });
  };
}

/** Asks the client to leave after this answer. */
function makeLast(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader("connection", "close");
}

/** Closing resets what was sent but not read yet: so reads on until nothing comes any more, and asks every client to leave. */
async function lastCall(server: Server): Promise<void> {
  let cameIn = true;
  server.on("connection", () => {
    cameIn = true;
  });
  server.prependListener("request", (_request, response: ServerResponse) => {
    cameIn = true;
    makeLast(response);
  });
  for (let waitedMs = 0; cameIn && waitedMs < LAST_CALL_LIMIT_MS; waitedMs += SILENCE_MS) {
    cameIn = false;
    await delay(SILENCE_MS);
  }
}
