import { expect, test } from "vitest";
import { clean, cleanLines, quoted, safeJson } from "./clean.ts";

test("what could control a terminal is replaced", () => {
  expect(clean("\x1b[2Jgone\x9b1mx\x7f\u200fy\u2066z")).toBe("·[2Jgone·1mx··y·z");
  expect(clean("two\nlines\tand a tab")).toBe("two lines and a tab");
  expect(clean("half \ud800 a pair")).toBe("half \ufffd a pair");
  expect(clean("Zoë 日本 👩‍🚀")).toBe("Zoë 日本 👩‍🚀");
  expect(cleanLines("one\r\ntwo\x1b")).toBe("one\ntwo·");
});

test("JSON stays the same data, and has no control characters", () => {
  const value = { name: "a\x1b[31m\x9b1m\u202e\u2028\x7f", list: ["x\ny"], nothing: null };
  const printed = safeJson(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
  expect(printed).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]/);
  expect(JSON.parse(printed)).toEqual(value);
});

test("a word that is repeated in a message shows no secret", () => {
  expect(quoted("lk_live_5Yx9dT2bQwErTyUiOpAsDfGhJkLzXcVbNm12")).toBe("…");
  expect(quoted("kyes")).toBe("kyes");
  expect(quoted("\x1b]0;x\x07")).toBe("·]0;x·");
});
