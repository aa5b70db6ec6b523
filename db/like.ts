import { type Column, type SQL, sql } from "drizzle-orm";

/** Each folded character is one more pass over every row. */
const MOST_FOLDED = 20;

/**
 * Letters whose other case is another text, or depends on the language: German ß, the Turkish i with and without a dot
 * (which can be a character of its own), and the sigma at the end of a word.
 */
const SPECIAL: [letter: string, folded: string][] = [
  ["ß", "ss"],
  ["ẞ", "ss"],
  ["İ", "i"],
  ["ı", "i"],
  ["i\u0307", "i"],
  ["I\u0307", "i"],
  ["ς", "σ"],
];

/** The condition that a column contains this text, whatever its case. */
export function contains(column: Column | SQL, text: string): SQL {
  const plain = foldSpecial(text);
  // By the character, like `folded`: at the end of a word, a whole text may get another letter.
  const lower = [...plain].map((character) => character.toLowerCase()).join("");
  return sql`${folded(column, plain)} like ${`%${lower.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
}

const foldSpecial = (text: string) =>
  SPECIAL.reduce((folded, [letter, to]) => folded.replaceAll(letter, to), text);

/** A column in lowercase, as far as this text needs it. SQL's `lower` may only know ASCII. */
function folded(column: Column | SQL, text: string): SQL {
  const letters = new Set([...text].map((character) => character.toLowerCase()));
  // First, because some databases know lowercase letters for these.
  let value = sql`${column}`;
  for (const [letter, to] of SPECIAL)
    if (letters.has(to.charAt(0))) value = sql`replace(${value}, ${letter}, ${to})`;
  value = sql`lower(${value})`;
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
