import { parseArgs } from "node:util";

const { only, rounds, seconds } = read();

/** How often everything that is compared takes its turn. */
export const ROUNDS = positive("rounds", rounds);
/** How long one turn is. */
export const SECONDS = positive("seconds", seconds);

/** Of the parts of the bench those that `--only a,b` names; all of them without it. */
export function chosen<Part extends string>(parts: Part[]): Part[] {
  if (!only) return parts;
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !parts.includes(name as Part));
  if (unknown.length > 0) refuse(`There is no ${unknown.join(", ")}. --only ${parts.join(",")}`);
  return parts.filter((part) => names.includes(part));
}

function read() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        rounds: { type: "string", default: "5" },
        seconds: { type: "string", default: "4" },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : refuse(`--${name} is a whole number, 1 or more.`);
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
