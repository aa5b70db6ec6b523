import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { isMainThread } from "node:worker_threads";

/** The public server's interface to Next. */
export interface NextApp {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For the WebSocket of hot reload in development. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** The settings that Next needs. */
export interface NextSettings {
  dev: boolean;
  appUrl: string;
  /** Signs next-auth's cookies. */
  secret: string;
  host: string;
  port: number;
}

/** What the Next worker uses of Next. */
export interface Next {
  app: {
    getRequestHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    getUpgradeHandler(): (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
    close(): Promise<void>;
  };
  /** Throws an error if Next can't read this value of the header Next-Router-State-Tree. */
  parseRouterState(header: string | string[] | undefined): unknown;
}

/** Creates a Next app that is ready to answer. lib/ must not import Next, so server.ts passes this to the worker. */
export type CreateNext = (settings: NextSettings) => Promise<Next>;

/** Headers that pass on what the public server knows about a request. Values that a client sends are overwritten. */
export const REQUEST_ID = "x-latchkey-request-id";
export const CLIENT_IP = "x-latchkey-client-ip";

/** The client's address, for code that Next runs. Null without our server, because then a client could set the header. */
export function clientIpOf(headers: Record<string, unknown> | undefined): string | null {
  const ip = isMainThread ? null : headers?.[CLIENT_IP];
  return typeof ip === "string" && ip !== "" ? ip : null;
}

/** The ID that the main thread has given to a request. */
export function requestIdOf(headers: Record<string, unknown> | undefined): string | null {
  const id = isMainThread ? null : headers?.[REQUEST_ID];
  return typeof id === "string" ? id : null;
}

/** Headers that only apply to one connection (RFC 9110, section 7.6.1). */
export const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
];
