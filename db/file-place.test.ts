import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isUnavailable } from "#db/faults.ts";
import { rememberPlace } from "#db/file-place.ts";

const folder = mkdtempSync(join(tmpdir(), "latchkey-place-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a file that was moved, deleted or replaced is noticed, and counts as unavailable", () => {
  const file = join(folder, "latchkey.db");
  writeFileSync(file, "one");
  const requireInPlace = rememberPlace(file);
  requireInPlace();
  writeFileSync(file, "changed in place");
  requireInPlace();
  renameSync(file, `${file}.moved`);
  expect(requireInPlace).toThrow(/was moved, deleted or replaced/);
  copyFileSync(`${file}.moved`, file);
  expect(requireInPlace).toThrow(/was moved, deleted or replaced/);
  renameSync(`${file}.moved`, file);
  requireInPlace();
  rmSync(file);
  expect(requireInPlace).toThrow(expect.toSatisfy(isUnavailable));
});
