import { setTimeout as delay } from "node:timers/promises";
import { type DataLocation, environmentOf } from "./data-location.ts";
import { firstOf, openStore, type Store } from "./store.ts";

const PATIENCE_MS = 600_000;
const ASK_EVERY_MS = 250;

/**
 * The rows that are logged but not compacted yet. Versions that compact have a table of staged rows, and a view of those
 * that aren't compacted. Other versions index every row before they answer its request.
 */
export class Backlog {
  #store: Store;
  #table: string | undefined;
  #view: string | undefined;

  private constructor(store: Store, table: string | undefined, view: string | undefined) {
    this.#store = store;
    this.#table = table;
    this.#view = view;
  }

  static async of(location: DataLocation): Promise<Backlog> {
    const store = await openStore(environmentOf(location), true);
    const table = await firstOf(store, "staged_requests", "arrivals");
    return new Backlog(store, table, (await firstOf(store, "staged", "unsettled")) ?? table);
  }

  /** Counts the rows that aren't compacted yet. */
  async waiting(): Promise<number> {
    if (!this.#view) return 0;
    return Number((await this.#store.column(`select count(*) from ${this.#view}`))[0]);
  }

  /** The number of staged rows, including compacted ones that aren't removed yet. Very cheap. */
  async staged(): Promise<number> {
    if (!this.#table) return 0;
    const [count] = await this.#store.column(
      `select coalesce((select max(seq) from ${this.#table}) - (select min(seq) from ${this.#table}) + 1, 0)`,
    );
    return Number(count);
  }

  /** Resolves when no rows are staged. */
  async drained(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while ((await this.staged()) > 0) {
      if (performance.now() > deadline) throw new Error("Rows are staged that nothing compacts");
      await delay(ASK_EVERY_MS);
    }
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
