import { setTimeout as delay } from "node:timers/promises";
import { environmentOf, type Place } from "./place.ts";
import { firstOf, openStore, type Store } from "./store.ts";

const PATIENCE_MS = 600_000;
const ASK_EVERY_MS = 250;

/**
 * The rows that are logged but not compacted yet. A version that compacts has a table of staged rows, and a view of
 * those among them that wait; where there is neither, every row is indexed before its request is answered.
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

  static async of(place: Place): Promise<Backlog> {
    const store = await openStore(environmentOf(place), true);
    const table = await firstOf(store, "staged_requests", "arrivals");
    return new Backlog(store, table, (await firstOf(store, "staged", "unsettled")) ?? table);
  }

  /** How many rows wait now, counted. */
  async waiting(): Promise<number> {
    if (!this.#view) return 0;
    return Number((await this.#store.column(`select count(*) from ${this.#view}`))[0]);
  }

  /** How many rows are staged, compacted ones included until they are removed: costs next to nothing. */
  async staged(): Promise<number> {
    if (!this.#table) return 0;
    const [count] = await this.#store.column(
      `select coalesce((select max(seq) from ${this.#table}) - (select min(seq) from ${this.#table}) + 1, 0)`,
    );
    return Number(count);
  }

  /** Resolves once nothing is staged. */
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
