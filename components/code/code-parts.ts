export interface CodePart {
  kind: "plain" | "comment" | "string";
  text: string;
}

interface Syntax {
  /** What a comment starts with. It ends with its line. */
  comment?: "#" | "//";
  /** The quotation marks of strings. */
  quotes: string;
  /** Those of strings that can have several lines. */
  longQuotes?: string;
}

const SHELL: Syntax = { comment: "#", quotes: `"'`, longQuotes: `"'` };
const PYTHON: Syntax = { comment: "#", quotes: `"'` };
const JAVASCRIPT: Syntax = { comment: "//", quotes: "\"'`", longQuotes: "`" };
// In settings, an apostrophe can be part of a word.
const SETTINGS: Syntax = { comment: "#", quotes: '"' };

const SYNTAXES: Record<string, Syntax> = {
  ...{ sh: SHELL, bash: SHELL, shell: SHELL, curl: SHELL, env: SETTINGS },
  ...{ js: JAVASCRIPT, mjs: JAVASCRIPT, ts: JAVASCRIPT, javascript: JAVASCRIPT },
  ...{ py: PYTHON, python: PYTHON },
  go: { comment: "//", quotes: '"`', longQuotes: "`" },
  // An apostrophe also starts a lifetime.
  rust: { comment: "//", quotes: '"', longQuotes: '"' },
  json: { quotes: '"' },
  ...{ yaml: SETTINGS, yml: SETTINGS, ini: SETTINGS, dockerfile: SETTINGS, nginx: SETTINGS },
  ...{ caddy: SETTINGS, caddyfile: SETTINGS, haproxy: SETTINGS },
};

/** Splits code into comments, strings and all else. Code in an unknown language is one plain part. */
export function codeParts(code: string, language: string): CodePart[] {
  const syntax = SYNTAXES[language];
  const parts: CodePart[] = [];
  let plainFrom = 0;
  const add = (kind: CodePart["kind"], from: number, to: number) => {
    if (to > from) parts.push({ kind, text: code.slice(from, to) });
  };
  for (let at = 0; syntax && at < code.length; ) {
    const found = startsComment(code, at, syntax)
      ? ({ kind: "comment", end: endOfLine(code, at) } as const)
      : ({ kind: "string", end: endOfString(code, at, syntax) } as const);
    if (found.end > at) {
      add("plain", plainFrom, at);
      add(found.kind, at, found.end);
      plainFrom = found.end;
    }
    at = Math.max(found.end, at + 1);
  }
  add("plain", plainFrom, code.length);
  return parts;
}

/** A mark within a word, such as in `https://` or `${name#prefix}`, starts no comment. */
const startsComment = (code: string, at: number, { comment }: Syntax) =>
  comment !== undefined && code.startsWith(comment, at) && /^\s?$/.test(code.charAt(at - 1));

function endOfLine(code: string, from: number): number {
  const end = code.indexOf("\n", from);
  return end < 0 ? code.length : end;
}

/** Where the string that starts here ends, or `from` if none starts. */
function endOfString(code: string, from: number, { quotes, longQuotes = "" }: Syntax): number {
  const quote = code.charAt(from);
  if (!quotes.includes(quote)) return from;
  const limit = longQuotes.includes(quote) ? code.length : endOfLine(code, from);
  for (let at = from + 1; at < limit; at += 1) {
    if (code[at] === quote) return at + 1;
    if (code[at] === "\\") at += 1;
  }
  return from;
}
