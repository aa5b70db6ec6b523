import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { beforeAll, expect, test } from "vitest";
import { sqlite } from "#db/client.ts";
import { openSqliteFile } from "#db/sqlite-file.ts";
import { descriptorForSync, WalCheckpoint } from "#db/wal-checkpoint.ts";

const FROM_FRAMES = 256;
const MB = 2 ** 20;
const { control } = sqlite()!;
const file = control.name;
const walBytes = () => statSync(`${file}-wal`).size;
const write = (megabytes: number) => {
  for (let i = 0; i < megabytes; i += 1) control.exec(`insert into filler values (randomblob(${MB}))`);
};
let handle: Database.Database;
let checkpoint: WalCheckpoint;

beforeAll(() => {
  control.pragma("wal_autocheckpoint = 0");
  control.exec("create table filler (bytes blob)");
  handle = openSqliteFile(file, "NORMAL");
  checkpoint = new WalCheckpoint(handle, descriptorForSync(file), FROM_FRAMES);
});

test("a WAL is written from its beginning again, so its file doesn't grow", () => {
  for (let i = 0; i < 10; i += 1) {
    write(2);
    checkpoint.run();
  }
  expect(walBytes()).toBeGreaterThan(FROM_FRAMES * 4096);
  expect(walBytes()).toBeLessThan(4 * MB);
});

test("a reader such as a backup delays that, but doesn't lock out writers; afterwards the file is truncated", async () => {
  const reader = new Database(file, { readonly: true });
  reader.exec("begin");
  reader.prepare("select count(*) from filler").get();
  const began = performance.now();
  for (let i = 0; i < 20; i += 1) {
    write(1);
    checkpoint.run();
  }
  // With the usual timeout of 5 seconds, 20 waits would take 100 seconds.
  expect(performance.now() - began).toBeLessThan(5000);
  expect(handle.pragma("busy_timeout", { simple: true })).toBe(5000);
  expect(walBytes()).toBeGreaterThan(20 * MB);
  reader.exec("commit");
  reader.close();
  const bytesAfter = () => {
    write(1);
    checkpoint.run();
    return walBytes();
  };
  await expect.poll(bytesAfter, { timeout: 5000 }).toBeLessThan(4 * MB);
});
