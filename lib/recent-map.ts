/**
 * A map that keeps the most recently used entries, at most about `size`. It has two generations: when the younger one is
 * full, it replaces the older one. Deleting the first entry of a full `Map` instead would take 17 µs, because V8 skips over
 * all entries that were deleted before.
 */
export class RecentMap<Key, Value> {
  #younger = new Map<Key, Value>();
  #older = new Map<Key, Value>();
  #half: number;

  constructor(size: number) {
    this.#half = Math.ceil(size / 2);
  }

  get(key: Key): Value | undefined {
    const young = this.#younger.get(key);
    if (young !== undefined) return young;
    const old = this.#older.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#younger.size >= this.#half) {
      this.#older = this.#younger;
      this.#younger = new Map();
    }
    this.#younger.set(key, value);
  }

  delete(key: Key): void {
    this.#younger.delete(key);
    this.#older.delete(key);
  }

  clear(): void {
    this.#younger.clear();
    this.#older.clear();
  }
}
