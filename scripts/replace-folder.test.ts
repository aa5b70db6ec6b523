import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFolder } from "#scripts/replace-folder.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "latchkey-replace-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Writes files, and returns their folder. */
function folder(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(directory, name);
}

test("the folder has the new files, and no others", () => {
  const dist = folder("dist", { "a.js": "old", "esm/gone.js": "old" });
  replaceFolder(dist, folder("built", { "a.js": "new", "cjs/b.js": "new" }));
  expect(readFileSync(join(dist, "a.js"), "utf8")).toBe("new");
  expect(readFileSync(join(dist, "cjs/b.js"), "utf8")).toBe("new");
  expect(readdirSync(join(dist, "esm"))).toEqual([]);
  expect(readdirSync(directory)).toEqual(["dist"]);
});

test("who uses the folder meanwhile doesn't miss a file", async () => {
  const dist = folder("dist", { "a.js": "old" });
  const script = `for (const end = Date.now() + 500; Date.now() < end; ) require("node:fs").readFileSync(process.argv[1]);`;
  const reader = spawn(process.execPath, ["-e", `console.log("reads"); ${script}`, join(dist, "a.js")]);
  const ended = once(reader, "exit");
  await once(reader.stdout, "data");
  for (; reader.exitCode === null; await new Promise(setImmediate))
    replaceFolder(dist, folder("built", { "a.js": "new" }));
  expect(await ended).toEqual([0, null]);
});
