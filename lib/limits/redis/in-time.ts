/** Thrown by everything that didn't get an answer from Redis in time. It isn't known whether it was executed. */
export class RedisUnavailable extends Error {
  override message = "no answer in time";
}

/** Waits for an answer. Throws `RedisUnavailable` if there is none after `ms` milliseconds, or an error. */
export async function inTime<Result>(answer: Promise<Result>, ms: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = startTimer(ms, () => reject(new RedisUnavailable()));
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    throw error instanceof RedisUnavailable ? error : new RedisUnavailable(undefined, { cause: error });
  } finally {
    timer.stop();
  }
}

/** How often a time-out starts at most. */
const MOST_STARTS = 3;

/**
 * Calls back after a time in which this process was able to read answers. If the timer is late, the event loop was busy: then
 * answers may wait in the socket, and the time starts again, but not for ever.
 */
function startTimer(ms: number, callback: () => void): { stop(): void } {
  let timer: NodeJS.Timeout;
  const start = (starts: number) => {
    const dueMs = performance.now() + ms;
    const isLate = () => performance.now() - dueMs > ms / 4;
    timer = setTimeout(
      () => (starts < MOST_STARTS && isLate() ? start(starts + 1) : setImmediate(callback)),
      ms,
    );
  };
  start(1);
  return { stop: () => clearTimeout(timer) };
}
