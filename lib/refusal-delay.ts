import { setTimeout as delay } from "node:timers/promises";

/**
 * How long a refusal waits that a flood gets many of. It costs little, but a client that got it at once could ask again at
 * once. So each connection of a flood asks twice a second.
 */
const REFUSAL_DELAY_MS = 500;

export const refusalDelay = () => delay(REFUSAL_DELAY_MS, undefined, { ref: false });
