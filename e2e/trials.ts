const factor = Number(process.env.E2E_TRIALS ?? 1);

/** How often a test provokes what goes wrong by chance: a few times in `npm test`, E2E_TRIALS times as often on request. */
export const trials = (count: number) => Math.ceil(count * factor);
