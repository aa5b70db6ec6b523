import type { Server, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

const LAST_CALL_LIMIT_MS = 2000;
const SILENCE_MS = 100;

/** Answers what a server was sent, and closes it. */
export async function closeServer(server: Server): Promise<void> {
  await lastCall(server);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    // A kept-alive connection without a request must not keep the process.
    setInterval(() => server.closeIdleConnections(), 50).unref();
  });
}

/** Closing resets what was sent but not read yet: so reads on until nothing comes any more, and asks every client to leave. */
async function lastCall(server: Server): Promise<void> {
  let cameIn = true;
  server.on("connection", () => {
    cameIn = true;
  });
  server.prependListener("request", (_request, response: ServerResponse) => {
    cameIn = true;
    response.setHeader("connection", "close");
  });
  for (let waitedMs = 0; cameIn && waitedMs < LAST_CALL_LIMIT_MS; waitedMs += SILENCE_MS) {
    cameIn = false;
    await delay(SILENCE_MS);
  }
}
