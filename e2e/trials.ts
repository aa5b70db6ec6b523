const factor = Number(process.env.E2E_TRIALS ?? 1);

/** How often a test repeats what goes wrong by chance: E2E_TRIALS times as often in `npm run faults` and `races`. */
export const trials = (count: number) => Math.ceil(count * factor);
