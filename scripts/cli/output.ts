import { inspect } from "node:util";
import { asTyped } from "#lib/as-typed.ts";

/** A command that the state of things, or a rule, doesn't allow. Ends with exit code 1. */
export class Refusal extends Error {}

/** What a command found or did. `data` goes to stdout, `message` to stderr. */
export interface Result {
  data?: unknown;
  /** What is printed instead of the data without --json. */
  text?: unknown;
  message?: string;
  /** Whether the message says everything, so that the data is only printed with --json. */
  enough?: boolean;
  /** 1 if what was found is wrong. */
  exitCode?: number;
}

/** What a command shows. */
export const shows = (data: unknown, message?: string): Result => ({ data, message });

/** What a command has done, in a sentence; --json prints `data`. */
export const did = (message: string, data: unknown = { message }): Result => ({
  message,
  data,
  enough: true,
});

/** Prints a result as text, or as JSON. */
export function print(
  { data, text = data, message, enough = false, exitCode = 0 }: Result,
  json: boolean,
): void {
  if (data === undefined) return;
  if (json) console.log(JSON.stringify(data, null, 2));
  else if (!enough) printText(text);
  if (message) printError(message);
  else if (!json && Array.isArray(data) && data.length === 0) printError("Nothing found.");
  process.exitCode = exitCode;
}

export function printError(message: string): void {
  console.error(clean(asTyped(message), true));
}

function printText(data: unknown): void {
  if (typeof data === "string") console.log(data);
  else if (Array.isArray(data)) printTable(data);
  else printFields(data as object);
}

function printFields(data: object, indent = ""): void {
  const rows = Object.entries(data);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) {
    if (isTable(value)) {
      console.log(`${indent}${name}:`);
      printTable(value, `${indent}  `);
    } else if (isPlain(value)) {
      console.log(`${indent}${name}:`);
      printFields(value, `${indent}  `);
    } else console.log(`${indent}${`${name}:`.padEnd(width + 2)}${text(value)}`);
  }
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

const isTable = (value: unknown): value is object[] =>
  Array.isArray(value) && value.length > 0 && value.every((row) => row && typeof row === "object");

function printTable(rows: object[], indent = ""): void {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]!);
  const lines = [names, ...rows.map((row) => Object.values(row).map(text))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => [...line[column]!].length)));
  for (const line of lines)
    console.log(
      indent +
        line
          .map((cell, i) => cell + " ".repeat(widths[i]! - [...cell].length))
          .join("  ")
          .trimEnd(),
    );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return clean(value.join(", ")) || "-";
  return clean(typeof value === "object" ? inspect(value, { breakLength: Infinity }) : String(value));
}

// Names and answers of mail servers come from others, and must not be able to control a terminal.
function clean(line: string, multiline = false): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it removes them
  return line.replace(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, (c) =>
    multiline && c === "\n" ? c : " ",
  );
}
