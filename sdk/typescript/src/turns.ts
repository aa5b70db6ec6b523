/** Lets so many have a turn at once. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<(hasTurn: boolean) => void>();

  constructor(most: number) {
    this.#free = most;
  }

  /** Waits for a turn, at most so many ms. Whoever gets one gives it back with `give`. */
  take(ms: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const end = (hasTurn: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve(hasTurn);
      };
      const timer = setTimeout(end, ms, false);
      this.#waiting.add(end);
    });
  }

  give(): void {
    const [next] = this.#waiting;
    if (next) next(true);
    else this.#free += 1;
  }
}
