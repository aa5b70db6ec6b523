import { environment } from "../environment.ts";

export type Color = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
const CODES: Record<Color, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Whether a stream gets colors: a terminal, unless NO_COLOR (https://no-color.org) or TERM=dumb says no. */
export function hasColors(stream: { isTTY?: boolean }): boolean {
  const { NO_COLOR, TERM } = environment();
  return stream.isTTY === true && !NO_COLOR && TERM !== "dumb";
}

/** Colors text for stdout, if that shows colors. */
export const colored = (color: Color | undefined, text: string): string =>
  color && hasColors(process.stdout) ? `\x1b[${CODES[color][0]}m${text}\x1b[${CODES[color][1]}m` : text;

/** Colors text for stderr, if that shows colors. */
export const coloredWords = (color: Color, text: string): string =>
  hasColors(process.stderr) ? `\x1b[${CODES[color][0]}m${text}\x1b[${CODES[color][1]}m` : text;
