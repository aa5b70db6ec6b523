import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { call, type Developer } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** Keys of a developer that load uses. `limited` may be used up. */
export interface Keys {
  steady: string;
  limited: string;
}

const GATE_CLIENTS = 8;
const PAUSE_MS = 5;
const PAGES = ["/login", "/docs", "/.well-known/jwks.json"];
const READS = ["me", "keys", "requests?limit=5", "usage"];

/**
 * People, programs and gateways at several instances at the same time. Instances can join and leave while it runs, as behind
 * a load balancer.
 */
export class MixedLoad {
  readonly #at: TestServer[];
  readonly #keys: Keys;
  readonly #developer: Developer;
  readonly #running: Promise<unknown>;
  readonly #acts = new Set<Promise<unknown>>();
  #over = false;
  /** What went wrong, in words. */
  readonly failures: string[] = [];
  /** How many requests with the limited key were accepted. */
  accepted = 0;
  /** How many keys were created at one instance, used at all, and revoked at another. */
  created = 0;
  /** How many requests each instance has answered, by its URL. */
  readonly answered: Record<string, number> = {};

  constructor(at: TestServer[], developer: Developer, keys: Keys) {
    [this.#at, this.#developer, this.#keys] = [[...at], developer, keys];
    const over = () => this.#over;
    this.#running = Promise.all([
      hammer(GATE_CLIENTS, over, (client) => this.#noting(() => this.#gate(client))),
      hammer(1, over, () => this.#noting(() => this.#keyOfOthers())),
      hammer(1, over, () => this.#noting(() => this.#look())),
    ]);
  }

  add(instance: TestServer): void {
    this.#at.push(instance);
  }

  /** Sends nothing more to an instance. Resolves when everything that it was sent before is answered. */
  async remove(instance: TestServer): Promise<void> {
    this.#at.splice(this.#at.indexOf(instance), 1);
    await Promise.all(this.#acts);
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.#running;
  }

  /** Uses up the limited key at all instances. */
  async exhaust(): Promise<void> {
    await Promise.all(
      Array.from({ length: GATE_CLIENTS }, async () => {
        while (await this.#limited(this.#any()));
      }),
    );
  }

  #any(): TestServer {
    return this.#at[randomInt(this.#at.length)]!;
  }

  async #noting(act: () => Promise<unknown>): Promise<void> {
    const acting = act().catch((error: Error) => this.#fail(`${error.message} ${error.cause ?? ""}`));
    this.#acts.add(acting);
    await acting;
    this.#acts.delete(acting);
    await delay(PAUSE_MS);
  }

  #fail(what: string): void {
    this.failures.push(what);
  }

  async #gate(client: number): Promise<void> {
    if (client % 2) return void (await this.#limited(this.#any()));
    await this.#ask(this.#any(), this.#keys.steady, [200]);
  }

  /** Whether it was accepted. */
  async #limited(at: TestServer): Promise<boolean> {
    const status = await this.#ask(at, this.#keys.limited, [200, 429]);
    if (status === 200) this.accepted += 1;
    return status === 200;
  }

  async #ask(at: TestServer, key: string, expected: number[], why = ""): Promise<number> {
    const answer = await fetch(`${at.gateUrl}/gate`, { headers: { "x-api-key": key } });
    await answer.arrayBuffer();
    this.answered[at.url] = (this.answered[at.url] ?? 0) + 1;
    if (!expected.includes(answer.status)) this.#fail(`${answer.status} at the gate of ${at.url}${why}`);
    return answer.status;
  }

  async #keyOfOthers(): Promise<void> {
    const token = this.#developer.accessToken;
    const [here, there] = [this.#any(), this.#any()];
    const made = await call(here, "POST", "/api/v1/keys", { token, body: { name: "mixed" } });
    if (made.status !== 201) return this.#fail(`${made.status} for a new key at ${here.url}`);
    const { id, secret } = made.body.data;
    const all = [...this.#at];
    for (const at of all) await this.#ask(at, secret, [200], `, for a key of ${here.url}`);
    const revoked = await call(there, "DELETE", `/api/v1/keys/${id}`, { token });
    if (revoked.status !== 200) this.#fail(`${revoked.status} for a revocation at ${there.url}`);
    for (const at of all) await this.#ask(at, secret, [401], `, for a key that ${there.url} has revoked`);
    if (all.length > 1) this.created += 1;
  }

  async #look(): Promise<void> {
    const [at, token] = [this.#any(), this.#developer.accessToken];
    for (const path of PAGES) {
      const { status } = await fetch(at.url + path);
      if (status !== 200) this.#fail(`${status} for ${path} at ${at.url}`);
    }
    for (const path of READS) {
      const { status } = await call(at, "GET", `/api/v1/${path}`, { token });
      if (status !== 200) this.#fail(`${status} for ${path} at ${at.url}`);
    }
  }
}
