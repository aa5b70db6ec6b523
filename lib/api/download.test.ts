import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Download } from "#lib/api/download.ts";

const MINUTE_MS = 60_000;
const ENVELOPE = { requestId: "req_1", now: new Date() };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function* endless() {
  for (;;) yield "x".repeat(1000);
}

function begin() {
  const release = vi.fn();
  const download = new Download({
    contentType: "text/csv",
    filename: "requests.csv",
    chunks: endless(),
    release,
  });
  return { release, reader: download.answer(ENVELOPE, "GET").body!.getReader() };
}

test("a client that reads a download slowly is cut off after five minutes, and its slot is free", async () => {
  const { release, reader } = begin();
  for (let read = 0; read < 10; read += 1) {
    expect((await reader.read()).done).toBe(false);
    expect(release).not.toHaveBeenCalled();
    vi.advanceTimersByTime(MINUTE_MS / 2);
  }
  expect(release).toHaveBeenCalled();
  await expect(reader.read()).rejects.toThrow("too slowly");
});

test("a client that has read nothing for a minute is cut off", async () => {
  const { release, reader } = begin();
  await reader.read();
  vi.advanceTimersByTime(MINUTE_MS - 1);
  await reader.read();
  vi.advanceTimersByTime(MINUTE_MS - 1);
  expect(release).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(release).toHaveBeenCalledOnce();
  await expect(reader.read()).rejects.toThrow("too slowly");
});

test("a client that leaves a download frees its slot at once", async () => {
  const { release, reader } = begin();
  await reader.read();
  await reader.cancel();
  expect(release).toHaveBeenCalled();
});
