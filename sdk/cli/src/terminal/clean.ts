// Names, paths and messages come from others. They must not be able to control the terminal, move its cursor, or
// show text in another order than it is stored in.

/** C0 and C1 controls, DEL, line separators, and marks that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it finds them
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** One line of text that is safe to print: what could control a terminal is replaced by `·`. */
export const clean = (text: string): string =>
  text.toWellFormed().replace(UNSAFE, (character) => (/[\t\n\r]/.test(character) ? " " : "·"));

/** Text of several lines that is safe to print. */
export const cleanLines = (text: string): string => text.split(/\r?\n/).map(clean).join("\n");

/** JSON that is safe to print: JSON itself leaves some control characters as they are. */
export function safeJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent) ?? "null";
  return text
    .split("\n")
    .map((line) => line.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`))
    .join("\n");
}

/** What could be an API key, in a word that somebody typed in the wrong place. */
const SECRET = /[A-Za-z0-9_-]*[A-Za-z0-9]{30,}/g;

/** A word of the command line, to repeat it in a message: safe, short, and without secrets. */
export const quoted = (word: string): string => clean(word.replace(SECRET, "…").slice(0, 80));
