import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
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

afterEach(() => vi.restoreAllMocks());

function openReader(): Database.Database {
  const reader = new Database(file, { readonly: true });
  reader.exec("begin");
  reader.prepare("select count(*) from filler").get();
  return reader;
}

test("a WAL is written from its beginning again, so its file doesn't grow", () => {
  for (let i = 0; i < 10; i += 1) {
    write(2);
    checkpoint.run();
  }
  expect(walBytes()).toBeGreaterThan(FROM_FRAMES * 4096);
  expect(walBytes()).toBeLessThan(4 * MB);
});

test("a reader such as a backup delays that, but doesn't lock out writers; afterwards the file is truncated", async () => {
  const reader = openReader();
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

/** Runs a new checkpoint. Returns its steps, and calls back before each one. */
function stepsOf(
  before: (step: string, index: number) => void = () => {},
  descriptor = descriptorForSync(file),
  steps: string[] = [],
): string[] {
  const pragma = handle.pragma.bind(handle);
  vi.spyOn(handle, "pragma").mockImplementation((source, options) => {
    const [, step] = /wal_checkpoint\((\w+)\)/.exec(source) ?? [];
    if (step) before(step, steps.push(step));
    return pragma(source, options);
  });
  new WalCheckpoint(handle, descriptor, FROM_FRAMES).run();
  return steps;
}

test("while a reader needs old pages, the step that holds the write lock is left out", () => {
  const reader = openReader();
  write(2);
  expect(stepsOf()).toEqual(["NOOP", "PASSIVE"]);
  reader.close();
});

test("so it is if the reader begins during the checkpoint", () => {
  write(2);
  let reader: Database.Database | undefined;
  const steps = stepsOf((_, index) => {
    if (index !== 3) return;
    reader = openReader();
    write(1);
  });
  reader?.close();
  expect(steps).toEqual(["NOOP", "PASSIVE", "PASSIVE"]);
});

test("a long file is truncated even if another connection has begun the WAL again", () => {
  const reader = openReader();
  write(20);
  reader.close();
  control.pragma("wal_checkpoint(PASSIVE)");
  write(2);
  expect(walBytes()).toBeGreaterThan(20 * MB);
  new WalCheckpoint(handle, descriptorForSync(file), FROM_FRAMES).run();
  expect(walBytes()).toBe(0);
});

test("a checkpoint that fails leaves the connection's patience as it was", () => {
  write(2);
  const run = () =>
    stepsOf((step) => {
      if (step === "RESTART") throw new Error("disk I/O error");
    });
  expect(run).toThrow("disk I/O error");
  expect(handle.pragma("busy_timeout", { simple: true })).toBe(5000);
});

test("the database is synced before the step that holds the write lock", () => {
  write(2);
  const steps: string[] = [];
  const notOpen = 2 ** 30;
  expect(() => stepsOf(undefined, notOpen, steps)).toThrow("EBADF");
  expect(steps).toEqual(["NOOP", "PASSIVE"]);
});
