import { expect, test, vi } from "vitest";
import { rendered, renderedPage } from "#components/rendered.ts";

test("data that are shown again are as old as when the browser first saw them", () => {
  vi.useFakeTimers({ now: 1_000 });
  const data = { data: [] };
  expect(rendered(data)).toEqual({ initialData: data, initialDataUpdatedAt: 1_000 });
  vi.setSystemTime(60_000);
  expect(rendered(data).initialDataUpdatedAt).toBe(1_000);
  expect(renderedPage(data)).toMatchObject({ initialDataUpdatedAt: 1_000 });
  expect(rendered({ data: [] }).initialDataUpdatedAt).toBe(60_000);
  expect(rendered(null).initialDataUpdatedAt).toBe(60_000);
  vi.useRealTimers();
});

test("a list without a rendered page starts empty", () => {
  expect(renderedPage(undefined)).toEqual({});
});
