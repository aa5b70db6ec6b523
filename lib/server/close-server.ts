import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import type { Port } from "#lib/server/connections.ts";

const SILENCE_LIMIT_MS = 2000;
const SILENCE_MS = 100;
const CHECK_EVERY_MS = 50;

/**
 * Returns a function that closes a server after it has answered all requests that were sent. Call this before the server
 * listens.
 */
export function closerOf({ server, connections }: Port): () => Promise<void> {
  const upgraded = new Set<Socket>();
  server.on("upgrade", (_request, socket: Socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  return async () => {
    for (const [, answer] of connections.latestResponses()) if (answer) closeAfter(answer);
    await untilSilent(server);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of upgraded) socket.destroy();
      // Idle connections must not keep the process alive, nor unused ones, which browsers open in advance.
      setInterval(() => {
        server.closeIdleConnections();
        for (const [socket] of connections.latestResponses()) if (socket.bytesRead === 0) socket.destroy();
      }, CHECK_EVERY_MS).unref();
    });
  };
}

/** Tells the client to close the connection after this response. */
function closeAfter(answer: ServerResponse): void {
  if (!answer.headersSent) answer.setHeader("connection", "close");
}

/**
 * Keeps answering until no request or connection has arrived for a while. Closing earlier would reset connections whose
 * requests were sent but not yet read.
 */
async function untilSilent(server: Server): Promise<void> {
  let active = true;
  server.on("connection", () => {
    active = true;
  });
  server.prependListener("request", (_request, response: ServerResponse) => {
    active = true;
    closeAfter(response);
  });
  for (let waitedMs = 0; active && waitedMs < SILENCE_LIMIT_MS; waitedMs += SILENCE_MS) {
    active = false;
    await delay(SILENCE_MS);
    // A busy process comes to its timers late, and before it reads what has arrived meanwhile.
    await nextTurn();
    await nextTurn();
  }
}
