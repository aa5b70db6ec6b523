import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { unusableSettings } from "#lib/server/unusable-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "latchkey-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

const dataDir = join(folder, "deep", "data");
const USABLE = {
  dataDir,
  database: { dialect: "sqlite" as const, file: join(dataDir, "latchkey.db") },
  host: "127.0.0.1",
  gateHost: "localhost",
};

function withDataDir(path: string) {
  return {
    ...USABLE,
    dataDir: path,
    database: { dialect: "sqlite" as const, file: join(path, "latchkey.db") },
  };
}

test("settings that work leave nothing behind but their folders", async () => {
  expect(await unusableSettings(USABLE)).toEqual([]);
  expect(readdirSync(dataDir)).toEqual([]);
  const file = join(folder, "elsewhere", "x.db");
  expect(await unusableSettings({ ...USABLE, database: { dialect: "sqlite", file } })).toEqual([]);
});

test("a data directory that can't be used is one line, whatever is wrong with it", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  for (const path of [file, join(file, "data"), "/proc/latchkey/data", join(folder, "x".repeat(300))])
    expect(await unusableSettings(withDataDir(path)), path).toEqual([
      expect.stringMatching(/^DATA_DIR: .+ (is not a directory|can't be used as a directory, because .+)$/),
    ]);
});

test("a database that can't be used is one line", async () => {
  const directory = join(folder, "directory.db");
  mkdirSync(directory);
  for (const file of [directory, "/proc/latchkey/data/x.db"])
    expect(await unusableSettings({ ...USABLE, database: { dialect: "sqlite", file } }), file).toEqual([
      expect.stringMatching(/^DATABASE_URL: .+ (is not a file|can't be used as a directory, because .+)$/),
    ]);
});

test("an address that the server can't listen on is one line", async () => {
  const wrong = await unusableSettings({ ...USABLE, host: "nope.invalid", gateHost: "192.0.2.1" });
  expect(wrong).toEqual([
    expect.stringMatching(/^HOST: the server can't listen on nope\.invalid, because .+ Use an IP address/),
    "GATE_HOST: the server can't listen on 192.0.2.1, because this machine doesn't have this address",
  ]);
});
