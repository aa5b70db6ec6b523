import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mailKind, mailKinds } from "#components/mail/mail-words.ts";

test("every kind of email that can be queued is in words", () => {
  const sources = globSync("lib/mail/messages/*.ts").map((file) => readFileSync(file, "utf8"));
  const kinds = sources.flatMap((source) => [...source.matchAll(/^ {2}([a-z_]+): async \(/gm)]);
  expect(kinds.length).toBeGreaterThan(10);
  for (const [, kind] of kinds) expect(Object.keys(mailKinds)).toContain(kind);
  expect(mailKind("something_new")).toBe("something new");
});
