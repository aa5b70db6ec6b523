// Loaded before the server (`--import`): its wall clock is the machine's plus what WALL_CLOCK_FILE says, in milliseconds.
// The monotonic clock is left alone, as it is when somebody sets a machine's time.
import { readFileSync } from "node:fs";

const RealDate = Date;
const READ_EVERY_MS = 10;
let offset = 0;
let readAt = Number.NEGATIVE_INFINITY;

function now() {
  if (performance.now() - readAt > READ_EVERY_MS) {
    readAt = performance.now();
    offset = Number(readFileSync(process.env.WALL_CLOCK_FILE, "utf8"));
  }
  return RealDate.now() + offset;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, parts, made) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, made),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
