import type { ExitCode, Failure } from "../failure.ts";
import { cleanLines, safeJson } from "./clean.ts";
import { coloredWords } from "./colors.ts";
import { wrap } from "./width.ts";

/** What a command found or did. */
export interface Result {
  /** What is printed as JSON. */
  data: unknown;
  /** What is printed instead in a terminal, for a width of so many columns. Without it, only `words` are. */
  view?: (width: number) => string;
  /** A sentence about it, for stderr. */
  words?: string | undefined;
  /** A secret. It is printed alone, once, also where stdout isn't a terminal; unless somebody wants JSON. */
  secret?: string;
  exitCode?: ExitCode;
}

/** Whether a command prints JSON: if it is asked for, or if no person reads stdout. */
export const wantsJson = (options: { json?: boolean }): boolean => options.json ?? !process.stdout.isTTY;

/** The width of the terminal, or 80. */
export const columns = (): number => Math.max(20, process.stdout.columns || 80);

/** Prints a result: data to stdout, words to stderr. Sets the exit code. */
export function print(result: Result, options: { json?: boolean }): void {
  const { data, view, words, secret, exitCode } = result;
  if (secret !== undefined && !options.json) {
    if (words) say(words);
    process.stdout.write(`${secret}\n`);
  } else {
    if (wantsJson(options)) process.stdout.write(`${safeJson(data)}\n`);
    else if (view) process.stdout.write(`${view(columns())}\n`);
    if (words) say(words);
  }
  if (exitCode !== undefined) process.exitCode = exitCode;
}

/** Prints words for a person to stderr. */
export const say = (words: string): void => void process.stderr.write(`${forPerson(words)}\n`);

/** Safe lines, which are broken between words where a terminal shows them. */
function forPerson(words: string): string {
  const lines = cleanLines(words);
  if (!process.stderr.isTTY) return lines;
  const width = Math.max(20, process.stderr.columns || 80);
  return lines
    .split("\n")
    .flatMap((line) => wrap(line, width))
    .join("\n");
}

/** Prints why a command ends. */
export function sayFailure({ message, more }: Failure): void {
  // Broken with the word that is colored afterwards.
  const lines = forPerson(`Error: ${message}`).replace(/^Error:/, coloredWords("red", "Error:"));
  process.stderr.write(`${lines}\n`);
  for (const line of more) say(line);
}

/** `latchkey … | head` ends when head has read enough. */
export function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
}
