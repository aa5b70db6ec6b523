import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { isMainThread } from "node:worker_threads";

/** Next, as the public server sees it. */
export interface NextApp {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Development's reload over a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** What Next has to be told. */
export interface NextSettings {
  dev: boolean;
  appUrl: string;
  /** Signs next-auth's own cookies. */
  secret: string;
  host: string;
  port: number;
}

/** Next's own handlers, in the Next worker. */
interface NextHandlers {
  getRequestHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  getUpgradeHandler(): (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  close(): Promise<void>;
}

/** Creates Next, ready to answer. lib/ runs without Next, so whoever starts the worker brings this. */
export type CreateNext = (settings: NextSettings) => Promise<NextHandlers>;

/** How the public server tells the Next worker what it knows of a request; a client's own are overwritten. */
export const REQUEST_ID = "x-latchkey-request-id";
export const CLIENT_IP = "x-latchkey-client-ip";

/** The client's address, for code that Next runs. Null under plain Next, where the header could be the client's own. */
export function clientIpOf(headers: Record<string, unknown> | undefined): string | null {
  const ip = isMainThread ? null : headers?.[CLIENT_IP];
  return typeof ip === "string" && ip !== "" ? ip : null;
}

/** Headers that belong to one connection only (RFC 9110, 7.6.1). */
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
