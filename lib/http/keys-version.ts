import type { Server, ServerResponse } from "node:http";
import { keysVersion } from "#db/queries/key-secrets.ts";

// libuv asks the kernel a second time within a turn of the loop only when the first answer was full: 1,024 events.
const MOST_CONNECTIONS = 900;

let connectionCount = 0;
let asked: { version: KeysVersion } | null = null;

/** What `keysVersion` said; undefined when it could not be asked, and has to be asked again. */
export type KeysVersion = number | null | undefined;

/** Counts a server's connections. To be called for all servers of the process, before they listen. */
export function countConnections(server: Server): void {
  server.on("connection", (socket) => {
    connectionCount += 1;
    socket.once("close", () => {
      connectionCount -= 1;
    });
  });
}

/**
 * What `keysVersion` says to a request that has just come in: to be called at once when a server emits it. Requests that
 * one look at the network brought had all been sent by then, so they share one answer of the store. Not so a request
 * that came behind another one on its connection, and not so when there are connections for more than one look.
 */
export function keysVersionFor(response: ServerResponse): KeysVersion {
  const isBehindAnother = response.socket === null;
  if (isBehindAnother || connectionCount > MOST_CONNECTIONS) return undefined;
  if (!asked) {
    asked = { version: askNow() };
    // Immediates run after the requests of this look, and before the next one.
    setImmediate(() => {
      asked = null;
    });
  }
  return asked.version;
}

function askNow(): KeysVersion {
  try {
    return keysVersion();
  } catch {
    return undefined;
  }
}
