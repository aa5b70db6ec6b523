import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { openSqliteFile } from "#db/sqlite-file.ts";
import { checkpointWal } from "#db/wal-checkpoint.ts";

const { control } = sqlite()!;
const file = control.name;
const walBytes = () => statSync(`${file}-wal`).size;

test("a reader such as a backup delays emptying a long WAL, but doesn't lock out writers", () => {
  const handle = openSqliteFile(file, "NORMAL");
  const reader = new Database(file, { readonly: true });
  control.pragma("wal_autocheckpoint = 0");
  control.exec("create table filler (bytes blob)");
  reader.exec("begin");
  reader.prepare("select count(*) from filler").get();
  for (let i = 0; i < 40; i += 1) control.exec("insert into filler values (randomblob(1048576))");
  expect(walBytes()).toBeGreaterThan(32 * 2 ** 20);
  const began = performance.now();
  for (let turn = 0; turn < 20; turn += 1) checkpointWal(handle);
  // With the usual timeout of 5 seconds, 20 waits would take 100 seconds.
  expect(performance.now() - began).toBeLessThan(5000);
  expect(handle.pragma("busy_timeout", { simple: true })).toBe(5000);
  expect(walBytes()).toBeGreaterThan(0);
  reader.exec("commit");
  reader.close();
  const bytesAfter = () => {
    checkpointWal(handle);
    return walBytes();
  };
  return expect.poll(bytesAfter, { timeout: 5000 }).toBe(0);
});
