import { createHash } from "node:crypto";
import { log } from "#lib/log.ts";

const CHECK_EVERY_MS = 1000;

/** Thrown by everything that didn't get an answer from Redis in time. It isn't known whether it was executed. */
export class RedisUnavailable extends Error {
  override message = "no answer in time";
}

interface Settings {
  url: string;
  timeoutMs: number;
}

/**
 * One connection to Redis, which is opened again when it breaks. A new connection is only used once it is known which run of
 * Redis it leads to: after a restart, Redis may have old data. Nothing is sent twice.
 */
export class RedisConnection {
  #client: Awaited<ReturnType<typeof newClient>> | null = null;
  readonly #timeoutMs: number;
  readonly #checks: NodeJS.Timeout;
  #runId: string | null = null;
  #since = 0;
  #evicted = 0;
  /** Why it can't be used, as it was logged. */
  #problem: string | null = null;

  constructor({ url, timeoutMs }: Settings) {
    this.#timeoutMs = timeoutMs;
    void this.#open(url);
    this.#checks = setInterval(() => void this.#check(), CHECK_EVERY_MS).unref();
  }

  /** The run of Redis that this is connected to. Null: none that can be used. */
  get runId(): string | null {
    return this.#runId;
  }

  /** For how long the connection has led to this run. */
  get connectedMs(): number {
    return this.#runId === null ? 0 : performance.now() - this.#since;
  }

  async #open(url: string): Promise<void> {
    const client = await newClient(url);
    this.#client = client;
    const lost = () => this.#lose(LOST);
    client.on("error", (error) => this.#lose(error));
    client.on("reconnecting", lost).on("end", lost);
    client.on("ready", () => void this.#check());
    await client.connect().catch(lost);
  }

  /** Runs a script. Throws `RedisUnavailable` if there is no answer, or an error. */
  async run(script: Script, keys: string[], args: (string | number)[]): Promise<unknown> {
    const client = this.#client;
    if (this.#runId === null || !client) throw new RedisUnavailable();
    const rest = [String(keys.length), ...keys, ...args.map(String)];
    return this.#inTime(
      client.sendCommand(["EVALSHA", script.sha, ...rest]).catch((error: Error) => {
        // It was not executed.
        if (!error.message.startsWith("NOSCRIPT")) throw error;
        return client.sendCommand(["EVAL", script.text, ...rest]);
      }),
    );
  }

  close(): void {
    clearInterval(this.#checks);
    this.#client?.destroy();
  }

  async #inTime<Result>(answer: Promise<Result>): Promise<Result> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = startTimer(this.#timeoutMs, () => reject(new RedisUnavailable()));
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      throw error instanceof RedisUnavailable ? error : new RedisUnavailable(undefined, { cause: error });
    } finally {
      timer.stop();
    }
  }

  async #check(): Promise<void> {
    if (!this.#client?.isReady) return;
    try {
      const info = infoOf(String(await this.#inTime(this.#client.sendCommand(["INFO"]))));
      const why = whyUnusable(info) ?? (info.evicted > this.#evicted && this.#runId ? EVICTED : null);
      this.#evicted = info.evicted;
      if (why) this.#lose(why);
      else this.#use(info.runId);
    } catch (error) {
      this.#lose(error);
    }
  }

  #use(runId: string): void {
    if (runId !== this.#runId) this.#since = performance.now();
    this.#runId = runId;
    if (this.#problem !== null) log.info("Redis can be used for limits again");
    this.#problem = null;
  }

  /** It is logged when this begins, and when there is another reason. */
  #lose(reason: unknown): void {
    this.#runId = null;
    const why = reason instanceof Error ? reason.message || reason.name : String(reason);
    if (why === this.#problem || why === LOST) return;
    log.error({ why }, "Redis can't be used for limits");
    this.#problem = why;
  }
}

// Loaded here, because only a cluster needs it.
async function newClient(url: string) {
  const { createClient } = await import("@redis/client");
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 1000, reconnectStrategy: (retries) => Math.min(1000, 20 + 50 * retries) },
  });
}

/** How often a time-out starts at most. */
const MOST_STARTS = 3;

/**
 * Calls back after a time in which this process was able to read answers. If the timer is late, the event loop was busy: then
 * answers may wait in the socket, and the time starts again, but not for ever.
 */
function startTimer(ms: number, callback: () => void): { stop(): void } {
  let timer: NodeJS.Timeout;
  const start = (starts: number) => {
    const dueMs = performance.now() + ms;
    const isLate = () => performance.now() - dueMs > ms / 4;
    timer = setTimeout(
      () => (starts < MOST_STARTS && isLate() ? start(starts + 1) : setImmediate(callback)),
      ms,
    );
  };
  start(1);
  return { stop: () => clearTimeout(timer) };
}

/** A script, and the hash by which Redis knows it once it has run. */
export class Script {
  readonly text: string;
  readonly sha: string;

  constructor(text: string) {
    this.text = text;
    this.sha = createHash("sha1").update(text).digest("hex");
  }
}

/** The reason was told before. */
const LOST = "the connection was lost";
const EVICTED = "it has evicted keys";

interface Info {
  runId: string;
  role: string;
  mode: string;
  policy: string;
  evicted: number;
}

function infoOf(text: string): Info {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(text)?.[1] ?? "";
  return {
    runId: value("run_id"),
    role: value("role"),
    mode: value("redis_mode"),
    policy: value("maxmemory_policy"),
    evicted: Number(value("evicted_keys")),
  };
}

function whyUnusable({ runId, role, mode, policy }: Info): string | null {
  if (runId === "") return "INFO doesn't say which run this is";
  if (role !== "master") return "it is a replica";
  if (mode === "cluster") return "it is a Redis Cluster";
  return policy === "noeviction" ? null : `maxmemory-policy is ${policy}, and has to be noeviction`;
}
