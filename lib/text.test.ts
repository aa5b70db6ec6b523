import { expect, test } from "vitest";
import { Label } from "#lib/text.ts";

test.each([
  ["an override", "report\u202egnp.exe"],
  ["an isolate", "\u2067Ada\u2069"],
  ["a control character", "a\nb"],
  ["half a character", "\ud800"],
  ["only what can't be seen", "\u200b \u200f"],
  ["too many characters", "x".repeat(21)],
])("a label can't contain %s", (_, text) => {
  expect(Label(20).safeParse(text).success).toBe(false);
});

test.each([["مرحبا"], ["שלום\u200f!"], ["Zoë 😀"], ["=1+1"]])("a label can be %j", (text) => {
  expect(Label(20).parse(text)).toBe(text);
});
