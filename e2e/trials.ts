const factor = Number(process.env.E2E_TRIALS ?? 1);

/** How often a test repeats what goes wrong by chance: E2E_TRIALS times as often in `npm run faults` and `races`. */
export const trials = (count: number) => Math.ceil(count * factor);

/** How large a test makes something: `full` in `npm run faults` and `races`, `few` in `npm test`. */
export const size = (few: number, full: number) => (factor > 1 ? full : few);
