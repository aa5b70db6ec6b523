import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { deviceCookie, deviceCookieValue, newDevice } from "#lib/accounts/device-cookie.ts";
import { limitPost } from "#lib/server/limit-posts.ts";

/** The code of the refusal of a request to the browser's log-in; null if it passes. */
function refusal(ip: string, nowMs: number, { method = "POST", cookie = "" } = {}): string | null {
  const request = { method, headers: { cookie } } as unknown as IncomingMessage;
  return limitPost(request, null, { ip, nowMs })?.code ?? null;
}

const count = (refusals: (string | null)[], wanted: string | null) =>
  refusals.filter((code) => code === wanted).length;

test("a network can send 300 at once, and 5 per second", () => {
  const burst = Array.from({ length: 350 }, () => refusal("192.0.2.1", 0));
  expect([count(burst, null), count(burst, "too_many_attempts")]).toEqual([300, 50]);
  const later = Array.from({ length: 20 }, () => refusal("192.0.2.1", 2000));
  expect([count(later, null), count(later, "too_many_attempts")]).toEqual([10, 10]);
});

test("all networks together can send 300 at once, and 100 per second; known devices still pass", () => {
  const flood = (atMs: number) =>
    Array.from({ length: 600 }, (_, i) => refusal(`10.0.${Math.floor(i / 250)}.${i % 250}`, atMs));
  const burst = flood(100_000);
  expect([count(burst, null), count(burst, "unavailable")]).toEqual([300, 300]);
  expect(count(flood(101_500), null)).toBe(150);
  const cookie = `${deviceCookie.name}=${deviceCookieValue(newDevice())}`;
  expect(refusal("10.9.9.9", 101_500)).toBe("unavailable");
  expect(refusal("10.9.9.9", 101_500, { cookie })).toBeNull();
  expect(refusal("10.9.9.9", 101_500, { method: "GET" })).toBeNull();
});

test("many devices together can send 50 more at once", () => {
  for (let i = 0; i < 500; i += 1) refusal(`10.1.${Math.floor(i / 250)}.${i % 250}`, 200_000);
  const ofDevices = Array.from({ length: 200 }, (_, i) => {
    const cookie = `${deviceCookie.name}=${deviceCookieValue(newDevice())}`;
    return refusal(`10.2.0.${i}`, 200_000, { cookie });
  });
  expect([count(ofDevices, null), count(ofDevices, "unavailable")]).toEqual([50, 150]);
});
