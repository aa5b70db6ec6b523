import { RecentMap } from "#lib/recent-map.ts";

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * Token buckets in memory: each key can take `capacity` tokens at once, and gets `perSecond` back. They bound work, not
 * rights: a restart fills them again, and so does it if more than about `size` keys are in use.
 */
export class TokenBuckets {
  readonly #capacity: number;
  readonly #perMs: number;
  readonly #buckets: RecentMap<string, Bucket>;

  constructor({ capacity, perSecond, size }: { capacity: number; perSecond: number; size: number }) {
    this.#capacity = capacity;
    this.#perMs = perSecond / 1000;
    this.#buckets = new RecentMap(size);
  }

  /** Takes a token. Returns 0, or if there is none, in how many milliseconds there will be one. */
  take(key: string, nowMs: number): number {
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      bucket = { tokens: this.#capacity, atMs: nowMs };
      this.#buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(this.#capacity, bucket.tokens + (nowMs - bucket.atMs) * this.#perMs);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.#perMs;
    bucket.tokens -= 1;
    return 0;
  }
}
