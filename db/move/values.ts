import { isDeepStrictEqual } from "node:util";
import type { Kind, MovedColumn, MovedTable } from "#db/move/tables.ts";

/** A value as SQLite stores it. Its integers have 64 bits, so they are read as bigints. */
export type StoredValue = string | number | bigint | Buffer | null;

/** A row on its way to PostgreSQL, one text per column: times are epoch milliseconds. */
export type MovedRow = (string | null)[];

/** A value that the column can't have in PostgreSQL. */
export class UnmovableValue extends Error {}

/** Converts a row to what PostgreSQL is given, and has to give back. Throws `UnmovableValue`. */
export function toMovedRow(table: MovedTable, values: StoredValue[]): MovedRow {
  const log = table.name === "requests";
  return table.columns.map(({ name, kind }, i) => {
    const value = values[i]!;
    if (value === null) return null;
    const text = CONVERT[kind](value);
    if (text === null) throw new UnmovableValue(`${name} has a value that isn't ${NOUNS[kind]}`);
    return log ? withoutUnstorable(text, kind) : text;
  });
}

const NOUNS: Record<Kind, string> = {
  text: "text",
  integer: "a whole number",
  boolean: "true or false",
  time: "a time",
  json: "JSON",
};

const CONVERT: Record<Kind, (value: StoredValue) => string | null> = {
  text: (value) => (typeof value === "string" ? value : null),
  json: (value) => (typeof value === "string" ? value : null),
  integer: toInteger,
  // Drizzle ignores fractions of a millisecond, too.
  time: (value) => toInteger(typeof value === "number" ? Math.trunc(value) : value),
  boolean: (value) => ({ 0: "false", 1: "true" })[String(toInteger(value))] ?? null,
};

function toInteger(value: StoredValue): string | null {
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && Number.isInteger(value) ? String(BigInt(value)) : null;
}

/**
 * PostgreSQL's texts can't contain U+0000, and its JSON no half of a surrogate pair either. The API refuses both, but a row of
 * the request log is what some client sent, possibly to an earlier version, and must not keep the log from being moved.
 */
function withoutUnstorable(text: string, kind: Kind): string {
  if (kind === "text") return text.includes("\0") ? text.replaceAll("\0", REPLACEMENT) : text;
  if (kind !== "json" || !/\\u(0000|d[89a-f])/i.test(text)) return text;
  return JSON.stringify(
    JSON.parse(text, (_, value) => (typeof value === "string" ? storable(value) : value)),
  );
}

const REPLACEMENT = "\ufffd";
const storable = (text: string) => text.replaceAll("\0", REPLACEMENT).toWellFormed();

const ARRAY_TYPES: Record<Kind, string> = {
  text: "text",
  integer: "bigint",
  boolean: "boolean",
  time: "bigint",
  json: "jsonb",
};

/** The type of the array in which PostgreSQL gets a column's values. */
export const arrayTypeOf = ({ kind }: MovedColumn) => ARRAY_TYPES[kind];

/** The expression of a column's value, made of an element of that array. */
export const fromElement = ({ kind }: MovedColumn, element: string) =>
  kind === "time" ? `to_timestamp(${element} / 1000::float8)` : element;

/** The expression that gives a column's value back as it was given. */
export const toElement = ({ kind }: MovedColumn, column: string) =>
  kind === "time" ? `(extract(epoch from ${column}) * 1000)::bigint::text` : `${column}::text`;

/** PostgreSQL's numbers have no -0. */
const withoutMinusZero = (_: string, value: unknown) => (value === 0 ? 0 : value);

/** Whether PostgreSQL gives back what it was given. It stores JSON in a form of its own. */
export function isSame({ kind }: MovedColumn, given: string | null, back: string | null): boolean {
  if (given === back) return true;
  if (kind !== "json" || given === null || back === null) return false;
  return isDeepStrictEqual(JSON.parse(given, withoutMinusZero), JSON.parse(back));
}
