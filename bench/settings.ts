import { parseArgs } from "node:util";

const options = read();

/** A smoke run, with one short round and small databases. Shows that everything works; its figures mean nothing. */
export const QUICK = options.quick;
/** The number of rounds that count. Figures that need a new server or a long load take at most three. */
export const ROUNDS = positive("rounds", options.rounds ?? (QUICK ? "1" : "5"));
export const FEW_ROUNDS = Math.min(ROUNDS, 3);
/** How long one measured load lasts. */
export const SECONDS = positive("seconds", options.seconds ?? (QUICK ? "1" : "4"));
/** How long the sustained load lasts. */
export const SUSTAINED_SECONDS = positive("sustained", options.sustained ?? (QUICK ? "5" : "60"));
/** The commit to compare with; null for no comparison. */
export const BASELINE = options.baseline === "none" ? null : options.baseline;

/** A folder that keeps the dashboard's data for other runs; it is seeded if it is empty. */
export const DASHBOARD_DATA = options["dashboard-data"];

/** A number of keys or rows, reduced in a smoke run. */
export const sized = (count: number) => (QUICK ? Math.ceil(count / 50) : count);

/** The parts that `--only a,b` names, or all of them. */
export function chosen<Part extends string>(parts: Part[]): Part[] {
  if (!options.only) return parts;
  const names = options.only.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !parts.includes(name as Part));
  if (unknown.length > 0) refuse(`Unknown part: ${unknown.join(", ")}. Known: --only ${parts.join(",")}`);
  return parts.filter((part) => names.includes(part));
}

function read() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        rounds: { type: "string" },
        seconds: { type: "string" },
        sustained: { type: "string" },
        baseline: { type: "string", default: "04c869d" },
        "dashboard-data": { type: "string" },
        quick: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0
    ? value
    : refuse(`--${name} must be a whole number, 1 or more.`);
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
