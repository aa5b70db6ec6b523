import type { Address } from "#env-redis.ts";
import { nameOf } from "#lib/limits/redis/layout.ts";
import { type Access, Link, textOf } from "#lib/limits/redis/link.ts";

/** The Sentinels of a primary. */
export class Sentinels {
  readonly #links: Link[];
  readonly #primary: string;
  #reason = "no Sentinel has answered yet";

  constructor(addresses: Address[], access: Access, primary: string) {
    this.#primary = primary;
    this.#links = addresses.map(
      (address) =>
        new Link(address, access, {
          ready: () => {},
          lost: (error) => {
            if (error) this.#reason = `the Sentinel ${nameOf(address)}: ${textOf(error)}`;
          },
        }),
    );
  }

  /** Where the primary is, by the first Sentinel that knows it. Throws if there is none. */
  async find(): Promise<Address> {
    for (const link of this.#links) {
      if (!link.isReady) continue;
      try {
        const answer = await link.send(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", this.#primary]);
        if (Array.isArray(answer)) return { host: String(answer[0]), port: Number(answer[1]) };
        this.#reason = `the Sentinels know no primary named ${this.#primary}`;
      } catch (error) {
        const { cause } = error as Error;
        this.#reason = `a Sentinel: ${textOf((cause ?? error) as Error)}`;
      }
    }
    throw new Error(this.#reason);
  }

  close(): void {
    for (const link of this.#links) link.close();
  }
}
