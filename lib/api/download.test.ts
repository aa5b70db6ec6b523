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
  for (let minute = 0; minute < 5; minute += 1) {
    expect((await reader.read()).done).toBe(false);
    expect(release).not.toHaveBeenCalled();
    vi.advanceTimersByTime(MINUTE_MS);
  }
  expect(release).toHaveBeenCalled();
  await expect(reader.read()).rejects.toThrow("too slowly");
});

test("a client that leaves a download frees its slot at once", async () => {
  const { release, reader } = begin();
  await reader.read();
  await reader.cancel();
  expect(release).toHaveBeenCalled();
});
