import { expect, test } from "vitest";
import { plainName } from "#lib/mail/plain-name.ts";

test.each([
  ["Ada's workspace", "Ada's workspace"],
  ["  Research   & Development ", "Research & Development"],
  ["Click https://evil.example/now", "Click https evil example now"],
  ["evil.example", "evil example"],
  ["evil。example", "evil example"],
  ["mail me@evil.example", "mail me evil example"],
  ["two\nlines\u202Eand\u200Bmore", "two lines and more"],
  ["Acme Inc.", "Acme Inc."],
  ["<b>bold</b>", "b bold b"],
  ["a".repeat(100), `${"a".repeat(59)}…`],
  ["😀".repeat(100), `${"😀".repeat(59)}…`],
])("%j becomes %j", (name, plain) => {
  expect(plainName(name)).toBe(plain);
});
