import { type Column, type SQL, sql } from "drizzle-orm";

/** Each folded character is one more pass over every row. */
const MOST_FOLDED = 20;

/** The condition that a column contains this text, whatever its case. */
export function contains(column: Column | SQL, text: string): SQL {
  // By the character, like `folded`: at the end of a word, a whole text may get another letter.
  const lower = [...text].map((character) => character.toLowerCase()).join("");
  return sql`${folded(column, text)} like ${`%${lower.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
}

/** A column in lowercase, as far as this text needs it. SQL's `lower` may only know ASCII. */
function folded(column: Column | SQL, text: string): SQL {
  let value = sql`lower(${column})`;
  const pairs = [...text].flatMap((character) => {
    const lower = character.toLowerCase();
    const upper = lower.toUpperCase();
    return [[character, lower] as const, ...(upper.length === lower.length ? [[upper, lower] as const] : [])];
  });
  const different = new Map(pairs.filter(([from, to]) => from !== to && from > "\x7f"));
  for (const [from, to] of [...different].slice(0, MOST_FOLDED))
    value = sql`replace(${value}, ${from}, ${to})`;
  return value;
}
