import type { Address, Login } from "#env-redis.ts";
import { inTime, RedisUnavailable } from "#lib/limits/redis/in-time.ts";

/** How to connect to a server of Redis, or to a Sentinel. */
export interface Access {
  login: Login;
  tls: boolean;
  database: number;
  timeoutMs: number;
}

interface Events {
  /** It is connected, and may lead to another process than before. */
  ready(): void;
  /** The connection broke, or none could be opened. Called again and again. */
  lost(reason: Error | null): void;
}

/** A connection to one server, which is opened again when it breaks. Nothing is sent twice. */
export class Link {
  #client: Awaited<ReturnType<typeof newClient>> | null = null;
  readonly #timeoutMs: number;
  #closed = false;

  constructor(address: Address, access: Access, events: Events) {
    this.#timeoutMs = access.timeoutMs;
    void this.#open(address, access, events);
  }

  get isReady(): boolean {
    return this.#client?.isReady === true;
  }

  /** Sends a command. Throws `RedisUnavailable` if there is no answer, or an error. */
  async send(command: string[]): Promise<unknown> {
    if (!this.#client) throw new RedisUnavailable();
    return inTime(this.#client.sendCommand(command), this.#timeoutMs);
  }

  /** Runs a script. Throws `RedisUnavailable` if there is no answer, or an error. */
  async run({ sha, text }: { sha: string; text: string }, rest: string[]): Promise<unknown> {
    const client = this.#client;
    if (!client) throw new RedisUnavailable();
    return inTime(
      client.sendCommand(["EVALSHA", sha, ...rest]).catch((error: Error) => {
        // It was not executed.
        if (!error.message.startsWith("NOSCRIPT")) throw error;
        return client.sendCommand(["EVAL", text, ...rest]);
      }),
      this.#timeoutMs,
    );
  }

  close(): void {
    this.#closed = true;
    this.#client?.destroy();
  }

  async #open(address: Address, access: Access, { ready, lost }: Events): Promise<void> {
    const client = await newClient(address, access);
    if (this.#closed) return;
    this.#client = client;
    const fail = (reason: Error | null = null) => {
      if (!this.#closed) lost(reason);
    };
    const broken = () => fail();
    client.on("error", fail).on("reconnecting", broken).on("end", broken).on("ready", ready);
    await client.connect().catch(broken);
  }
}

/** What an error says. If all addresses of a name refuse the connection, it has no message. */
export const textOf = (error: Error) => error.message || (error as NodeJS.ErrnoException).code || error.name;

// Loaded here, because only a cluster needs it.
async function newClient({ host, port }: Address, { login, tls, database }: Access) {
  const { createClient } = await import("@redis/client");
  const socket = {
    host,
    port,
    connectTimeout: 1000,
    reconnectStrategy: (retries: number) => Math.min(1000, 20 + 50 * retries),
  };
  return createClient({
    ...login,
    // Otherwise, the user needs the right to choose one.
    ...(database > 0 && { database }),
    disableOfflineQueue: true,
    socket: tls ? { ...socket, tls } : socket,
  });
}
