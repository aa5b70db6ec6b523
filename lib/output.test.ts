import { beforeAll, describe, expect, test } from "vitest";
import { mintToken } from "#lib/keys/token.ts";
import { bin, run } from "#scripts/processes.ts";

const { secret } = mintToken({ prefix: "lk", include_environment: true, style: "base62" }, "live");

describe.each(["end", "throw", "reject"])("a process that prints in every way, and ends by: %s", (ending) => {
  let output: string;
  let code: number;
  let lines: { level: number; msg: string }[];

  beforeAll(async () => {
    const env = { ...process.env, LOG_LEVEL: "debug", ENV_FILE: "" };
    ({ code, output } = await run(bin("node"), ["e2e/processes/noisy.ts", secret, ending], { env }));
    lines = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  });

  test("every line is one JSON object with a level and a time", () => {
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines)
      expect(line).toMatchObject({
        level: expect.any(Number),
        time: expect.any(Number),
        msg: expect.any(String),
      });
    // Nothing that was printed became a line of its own.
    expect(lines.filter(({ msg, level }) => msg === "forged" || level === 60)).toHaveLength(
      ending === "end" ? 0 : 1,
    );
  });

  test("no secret and no parameter of a statement is in it", () => {
    expect(output).not.toContain(secret);
    expect(output).not.toContain("private");
    expect(output).toContain("/keys/[redacted]");
  });

  test("levels, texts, errors and warnings are kept", () => {
    const levelOf = (start: string) => lines.find(({ msg }) => msg.startsWith(start))?.level;
    expect(levelOf("before the settings")).toBe(50);
    expect(levelOf("two lines\n{")).toBe(30);
    expect(levelOf("a key: [redacted]")).toBe(30);
    expect(levelOf("an object:")).toBe(40);
    expect(levelOf("bytes")).toBe(50);
    expect(levelOf("written")).toBe(30);
    expect(lines.find(({ msg }) => msg.startsWith("⨯"))).toMatchObject({
      level: 50,
      err: { message: "Failed query: select $1", cause: { message: "no such table" } },
    });
    expect(lines.find(({ msg }) => msg === "warning")).toMatchObject({
      level: 40,
      err: { message: "a warning\nof two lines", code: "NOISY" },
    });
  });

  test("an error that nobody handled is logged and ends the process", () => {
    expect(code).toBe(ending === "end" ? 0 : 1);
    const uncaught = lines.find(({ msg }) => msg === "uncaught error");
    if (ending === "end") expect(uncaught).toBeUndefined();
    else expect(uncaught).toMatchObject({ level: 60, err: { message: "Failed query: select $1" } });
  });
});
