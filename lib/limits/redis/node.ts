import { createHash } from "node:crypto";
import type { Address } from "#env-redis.ts";
import { RedisUnavailable } from "#lib/limits/redis/in-time.ts";
import { type Info, infoOf, whyUnusable } from "#lib/limits/redis/info.ts";
import { type Access, Link, textOf } from "#lib/limits/redis/link.ts";

const CHECK_EVERY_MS = 1000;
const EVICTED = "it has evicted keys";

/** A script, and the hash by which Redis knows it once it has run. */
export class Script {
  readonly text: string;
  readonly sha: string;

  constructor(text: string) {
    this.text = text;
    this.sha = createHash("sha1").update(text).digest("hex");
  }
}

/**
 * A connection to one server of Redis. It is only used once it is known which run of Redis it leads to: after a restart, Redis
 * may have old data.
 */
export class RedisNode {
  readonly address: Address;
  readonly #link: Link;
  readonly #checks: NodeJS.Timeout;
  readonly #changed: () => void;
  #info: Info | null = null;
  #runId: string | null = null;
  #evicted = 0;
  #problem: string | null = null;

  /** `changed` is called whenever it can be used, and whenever it no longer can. */
  constructor(address: Address, access: Access, changed: () => void) {
    this.address = address;
    this.#changed = changed;
    this.#link = new Link(address, access, {
      ready: () => void this.#check(),
      lost: (reason) => this.#lose(reason),
    });
    this.#checks = setInterval(() => void this.#check(), CHECK_EVERY_MS).unref();
  }

  /** The run of Redis that this is connected to, and the history of its data. Null: none that can be used. */
  get runId(): string | null {
    return this.#runId;
  }

  /** Why it can't be used. Null: it can, or isn't connected yet. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether it belongs to a Redis Cluster. Null: it isn't connected. */
  get inCluster(): boolean | null {
    return this.#info && this.#link.isReady ? this.#info.mode === "cluster" : null;
  }

  /** Runs a script. Throws `RedisUnavailable` if there is no answer, or an error. */
  async run(script: Script, keys: string[], args: (string | number)[]): Promise<unknown> {
    if (this.#runId === null) throw new RedisUnavailable();
    return this.#link.run(script, [String(keys.length), ...keys, ...args.map(String)]);
  }

  /** Sends a command that needs no keys. Throws `RedisUnavailable` if there is no answer, or an error. */
  async ask(...command: string[]): Promise<unknown> {
    return this.#link.send(command);
  }

  close(): void {
    clearInterval(this.#checks);
    this.#runId = null;
    this.#link.close();
  }

  async #check(): Promise<void> {
    if (!this.#link.isReady) return;
    try {
      const info = infoOf(String(await this.#link.send(["INFO"])));
      const why = whyUnusable(info) ?? (info.evicted > this.#evicted && this.#runId ? EVICTED : null);
      this.#evicted = info.evicted;
      this.#info = info;
      if (why) this.#lose(new Error(why));
      else this.#use(info.runId);
    } catch (error) {
      this.#lose((error as Error).cause ?? error);
    }
  }

  #use(runId: string): void {
    this.#problem = null;
    if (runId === this.#runId) return;
    this.#runId = runId;
    this.#changed();
  }

  #lose(reason: unknown): void {
    this.#runId = null;
    // When a connection breaks, the reason was told before.
    if (reason instanceof Error) this.#problem = textOf(reason);
    else this.#problem ??= "the connection was lost";
    this.#changed();
  }
}
