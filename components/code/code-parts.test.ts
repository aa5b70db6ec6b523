import { expect, test } from "vitest";
import { codeParts } from "#components/code/code-parts.ts";
import { docsExamples } from "#e2e/docs-examples.ts";

/** The code with comments as ‹…› and strings as «…». */
const marked = (code: string, language: string) =>
  codeParts(code, language)
    .map(({ kind, text }) => ({ plain: text, comment: `‹${text}›`, string: `«${text}»` })[kind])
    .join("");

test.each([
  ["ts", 'f("a", `b`); // c "d"', 'f(«"a"», «`b`»); ‹// c "d"›'],
  ["ts", 'get("https://a.example") // it\'s', 'get(«"https://a.example"») ‹// it\'s›'],
  ["python", "a['b']  # c\nd", "a[«'b'»]  ‹# c›\nd"],
  ["go", 'x := "a\\"b" // c', 'x := «"a\\"b"» ‹// c›'],
  ["rust", "#[main]\nfn f(a: &'a str) -> &'a str // c", "#[main]\nfn f(a: &'a str) -> &'a str ‹// c›"],
  ["sh", "curl -d '{\n}' a#b \"$#\" # c", "curl -d «'{\n}'» a#b «\"$#\"» ‹# c›"],
  ["yaml", "a: don't # \"b\"\nc: 'd'", "a: don't ‹# \"b\"›\nc: 'd'"],
  ["json", '{"a": "b#c"}', '{«"a"»: «"b#c"»}'],
  ["http", '# "a"', '# "a"'],
])("%s: %s", (language, code, expected) => {
  expect(marked(code, language)).toBe(expected);
});

test("a string that doesn't end is plain", () => {
  expect(marked('say "a\nsay "b"', "python")).toBe('say "a\nsay «"b"»');
});

test("every example of the documentation keeps all of its code", () => {
  for (const { code, language } of docsExamples())
    expect(
      codeParts(code, language)
        .map(({ text }) => text)
        .join(""),
    ).toBe(code);
});
