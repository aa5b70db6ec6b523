import { createHash } from "node:crypto";
import type { RedisServers } from "#env-redis.ts";
import { RedisUnavailable } from "#lib/limits/redis/in-time.ts";
import { alone, nameOf, type Range, rangesOf } from "#lib/limits/redis/layout.ts";
import type { Access } from "#lib/limits/redis/link.ts";
import { RedisNode, type Script } from "#lib/limits/redis/node.ts";
import { Sentinels } from "#lib/limits/redis/sentinels.ts";
import { log } from "#lib/log.ts";

const LOOK_EVERY_MS = 1000;

interface Settings {
  servers: RedisServers;
  timeoutMs: number;
}

/**
 * The connections to Redis: to one server, to the primary that Sentinels name, or to all primaries of a Redis Cluster. Together
 * they are one store, which can be used while all of them can. If one of them is replaced or restarted, it is another store.
 */
export class RedisConnection {
  readonly #access: Access;
  readonly #sentinels: Sentinels | null;
  /** The servers of the setting, by their names. Empty with Sentinels. */
  readonly #seeds: string[];
  readonly #nodes = new Map<string, RedisNode>();
  readonly #looks: NodeJS.Timeout;
  #ranges: Range[] = [];
  #inCluster = false;
  #looking = false;
  #closed = false;
  #turn = 0;
  #runId: string | null = null;
  #since = 0;
  /** Why the primaries aren't known. */
  #unknown: string | null = null;
  /** Why it can't be used, as it was logged. */
  #problem: string | null = null;

  constructor({ servers, timeoutMs }: Settings) {
    const { addresses, primary, tls, database, username, password } = servers;
    this.#access = { login: { username, password }, tls, database, timeoutMs };
    const asking = { login: servers.sentinels, tls, database: 0, timeoutMs };
    this.#sentinels = primary === null ? null : new Sentinels(addresses, asking, primary);
    this.#seeds = this.#sentinels ? [] : addresses.map(nameOf);
    if (!this.#sentinels) this.#connectTo(addresses);
    this.#looks = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  /**
   * What tells the present state of the store from all others: the runs of all primaries, and which slots they have. Null: it
   * can't be used.
   */
  get runId(): string | null {
    return this.#runId;
  }

  /** Whether it is a Redis Cluster. Always the same for a run. */
  get inCluster(): boolean {
    return this.#inCluster;
  }

  /** For how long it has been this run. */
  get connectedMs(): number {
    return this.#runId === null ? 0 : performance.now() - this.#since;
  }

  /** Why it can't be used. Null: it can, or nothing is known yet. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Runs a script where a slot is, if the store is still in this run. Throws `RedisUnavailable` if it isn't, or if there is no
   * answer, or an error.
   */
  async run(
    { runId, slot }: { runId: string; slot: number },
    script: Script,
    keys: string[],
    args: (string | number)[],
  ): Promise<unknown> {
    if (this.#runId === null || runId !== this.#runId) throw new RedisUnavailable();
    const range = this.#ranges.find(({ last }) => slot <= last)!;
    try {
      return await this.#nodes.get(nameOf(range.address))!.run(script, keys, args);
    } catch (error) {
      // The slot may have moved.
      void this.#look();
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    this.#runId = null;
    clearInterval(this.#looks);
    this.#sentinels?.close();
    for (const node of this.#nodes.values()) node.close();
  }

  /** Finds out where the primaries are, and connects to them. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const { ranges, inCluster } = await this.#find();
      this.#ranges = ranges;
      this.#inCluster = inCluster;
      this.#unknown = null;
      this.#connectTo(this.#ranges.map(({ address }) => address));
    } catch (error) {
      // What was known may still be right: if not, it doesn't answer.
      this.#unknown = (error as Error).message;
    } finally {
      this.#looking = false;
      this.#update();
    }
  }

  async #find(): Promise<{ ranges: Range[]; inCluster: boolean }> {
    if (this.#sentinels) return { ranges: alone(await this.#sentinels.find()), inCluster: false };
    const nodes = [...this.#nodes.values()];
    const connected = nodes.filter(({ inCluster }) => inCluster !== null);
    // In turn: while the servers of a cluster don't agree about it, it isn't the same run for long.
    const asked = connected[this.#turn++ % connected.length];
    if (!asked) throw new Error(nodes.find(({ problem }) => problem)?.problem ?? "");
    if (asked.inCluster) {
      const slots = await asked.ask("CLUSTER", "SLOTS");
      return { ranges: rangesOf(slots, asked.address.host), inCluster: true };
    }
    if (this.#seeds.length > 1) throw new Error("several hosts have to be a Redis Cluster, and these aren't");
    return { ranges: alone(asked.address), inCluster: false };
  }

  /** Connects to servers, and leaves those that are neither among them nor in the setting. */
  #connectTo(addresses: RedisNode["address"][]): void {
    if (this.#closed) return;
    const wanted = new Map(addresses.map((address) => [nameOf(address), address]));
    for (const [name, node] of this.#nodes) {
      if (wanted.has(name) || this.#seeds.includes(name)) continue;
      node.close();
      this.#nodes.delete(name);
    }
    for (const [name, address] of wanted)
      if (!this.#nodes.has(name))
        this.#nodes.set(name, new RedisNode(address, this.#access, () => this.#changed()));
  }

  #changed(): void {
    this.#update();
    if (this.#runId === null) void this.#look();
  }

  #update(): void {
    if (this.#closed) return;
    const runId = this.#currentRun();
    if (runId !== this.#runId) this.#since = performance.now();
    this.#runId = runId;
    if (runId !== null) this.#works();
    else this.#report();
  }

  #currentRun(): string | null {
    const runs = [this.#inCluster ? "cluster" : "alone"];
    for (const { first, last, address } of this.#ranges) {
      const node = this.#nodes.get(nameOf(address));
      if (!node?.runId) return null;
      runs.push(`${first}-${last}=${node.runId}`);
    }
    return this.#ranges.length === 0 ? null : createHash("sha256").update(runs.join()).digest("hex");
  }

  #works(): void {
    if (this.#problem !== null) log.info("Redis can be used for limits again");
    this.#problem = null;
  }

  /** It is logged when this begins, and when there is another reason. */
  #report(): void {
    const troubled = this.#ranges.map(({ address }) => this.#nodes.get(nameOf(address))!);
    const node = troubled.find(({ problem }) => problem);
    const why = node?.problem ?? this.#unknown;
    if (!why || why === this.#problem) return;
    const server = node && nameOf(node.address);
    log.error({ why, server }, "Redis can't be used for limits");
    this.#problem = why;
  }
}
