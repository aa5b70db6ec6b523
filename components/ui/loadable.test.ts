import { afterEach, expect, test, vi } from "vitest";
import { Loadable } from "#components/ui/loadable.ts";

afterEach(() => vi.unstubAllGlobals());

const gone = new Error("Failed to load chunk /_next/static/chunks/abc.js?dpl=1 from module 7");

test("code that couldn't be loaded is loaded again, and listeners hear of both", async () => {
  const load = vi.fn().mockRejectedValueOnce(new Error("offline")).mockResolvedValueOnce("code");
  const loadable = new Loadable(load);
  const states: string[] = [];
  loadable.subscribe(() => states.push(loadable.state.status));
  await loadable.load();
  expect(loadable.state).toEqual({ status: "failed", outdated: false });
  await loadable.load();
  expect(loadable.state).toEqual({ status: "loaded", value: "code" });
  expect(states).toEqual(["failed", "waiting", "loaded"]);
});

test("code is loaded once, however often it is asked for", async () => {
  const load = vi.fn().mockResolvedValue("code");
  const loadable = new Loadable(load);
  await Promise.all([loadable.load(), loadable.load()]);
  await loadable.load();
  expect(load).toHaveBeenCalledOnce();
});

test.each([
  { status: 404, outdated: true },
  { status: 503, outdated: false },
])("the server's $status for the code means outdated: $outdated", async ({ status, outdated }) => {
  const fetch = vi.fn().mockResolvedValue({ status });
  vi.stubGlobal("fetch", fetch);
  const loadable = new Loadable(() => Promise.reject(gone));
  await loadable.load();
  expect(loadable.state).toEqual({ status: "failed", outdated });
  expect(fetch.mock.calls[0]?.[0]).toBe("/_next/static/chunks/abc.js");
});
