import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** What answers behind the guard: Next, in this thread or in its own. */
export interface App {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Development's reload; null where there is none. */
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
  close(): Promise<void>;
}

/** What Next has to be told. */
export interface AppSettings {
  appUrl: string;
  secret: string;
  host: string;
  port: number;
}

export type CreateNextApp = (settings: AppSettings) => Promise<App>;
