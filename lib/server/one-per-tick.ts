const waiting: (() => void)[] = [];
let scheduled = false;

/**
 * Starts at most one of these per turn of the event loop. A burst of requests that each take a millisecond or two would
 * otherwise keep the gate's requests waiting for all of them.
 */
export function onePerTick(start: () => void): void {
  waiting.push(start);
  if (!scheduled) setImmediate(startNext);
  scheduled = true;
}

function startNext(): void {
  scheduled = waiting.length > 1;
  if (scheduled) setImmediate(startNext);
  waiting.shift()!();
}
