import fastStringWidth from "fast-string-width";

/** How many columns of a terminal a text takes: two for wide characters and emoji. */
export const widthOf = (text: string): number => fastStringWidth(text);

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The beginning of a text that fits `width` columns, with `…` if something is missing. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const { segment } of segments.segment(text)) {
    if (widthOf(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Fills a text with spaces to `width` columns. */
export const pad = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - widthOf(text)));

/** Breaks text between words, so that no line is longer than `width`. A longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
