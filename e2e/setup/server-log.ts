// When a test fails, this prints what its server wrote meanwhile.
import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, inject } from "vitest";

const { logFile } = inject("server");
const log = () => (existsSync(logFile) ? readFileSync(logFile, "utf8") : "");
let before = 0;

beforeEach(() => {
  before = log().length;
});

afterEach(({ task }) => {
  const written = log().slice(before);
  if (task.result?.state === "fail" && written)
    console.error(`The server wrote during this test:\n${written}`);
});
