// How fast bodies are discarded: each 256 KiB take some 50 µs of the thread, so all together take a few percent of it.
const EVERY_MS = 4;
const TURNS_AT_ONCE = 4;
const TURN_BYTES = 256 * 1024;

const waiting: (() => void)[] = [];
let timer: NodeJS.Timeout | null = null;

/**
 * Waits until more of a body that is too large may be read: `bytes` have been, `latest` of them just now. Null: go on at
 * once. A body has to be read to its end, or else the client gets no response: most only read it once they have sent
 * everything, and a connection that is closed with unread data is reset. But at full speed, a few such bodies would keep the
 * thread busy.
 */
export function discardTurn(bytes: number, latest: number): Promise<void> | null {
  if (Math.floor(bytes / TURN_BYTES) === Math.floor((bytes - latest) / TURN_BYTES)) return null;
  timer ??= setInterval(startNext, EVERY_MS).unref();
  return new Promise((resolve) => waiting.push(resolve));
}

function startNext(): void {
  for (const start of waiting.splice(0, TURNS_AT_ONCE)) start();
  if (waiting.length > 0) return;
  clearInterval(timer!);
  timer = null;
}
