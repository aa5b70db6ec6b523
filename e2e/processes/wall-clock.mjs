// Loaded before the server (`--import`): shifts its wall clock by the milliseconds in WALL_CLOCK_FILE.
// The monotonic clock is unchanged, as when somebody sets a machine's time.
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
