// Twice this is the largest input: a body of 64 KiB.
const LENGTH = 32_000;
const BUDGET_MS = 3000;
const MEASURED_MS = 0.2;
const ENOUGH = 3;

type Work = (input: string) => unknown;

/** Whether work takes at most three times as long for an input of twice the length: linear work takes twice as long. */
export async function growsLinearly(work: Work, inputOf: (length: number) => string): Promise<boolean> {
  const [once, twice] = [inputOf(LENGTH), inputOf(2 * LENGTH)];
  // The first run compiles.
  await time(work, twice, 1);
  const repeats = Math.min(200, Math.ceil(MEASURED_MS / (await time(work, once, 1))));
  // Other processes only make a run slower, so the fastest of several runs counts.
  let [fastestOnce, fastestTwice] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const deadline = performance.now() + BUDGET_MS;
  for (let round = 0; round < ENOUGH || performance.now() < deadline; round += 1) {
    fastestOnce = Math.min(fastestOnce, await time(work, once, repeats));
    fastestTwice = Math.min(fastestTwice, await time(work, twice, repeats));
    if (round + 1 >= ENOUGH && fastestTwice <= 3 * fastestOnce) return true;
  }
  return false;
}

async function time(work: Work, input: string, repeats: number): Promise<number> {
  const began = performance.now();
  for (let i = 0; i < repeats; i += 1) {
    const result = work(input);
    if (result instanceof Promise) await result;
  }
  return (performance.now() - began) / repeats;
}

/** A hostile input: a part that is repeated, with what comes before and after it. */
export type Attack = string | [before: string, repeated: string, after?: string];

/** Builds the attack at a length. */
export const attackOf = (attack: Attack) => (length: number) => {
  const [before, repeated, after = ""] = typeof attack === "string" ? ["", attack] : attack;
  const room = length - before.length - after.length;
  return before + repeated.repeat(Math.ceil(room / repeated.length)) + after;
};
