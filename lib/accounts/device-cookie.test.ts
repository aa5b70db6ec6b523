import { expect, test } from "vitest";
import { deviceCookie, deviceCookieValue, deviceOf, newDevice } from "#lib/accounts/device-cookie.ts";

const { name } = deviceCookie;
const device = newDevice();
const value = deviceCookieValue(device);

test("the device is read from its cookie, wherever it is among others", () => {
  for (const header of [
    `${name}=${value}`,
    `a=b; ${name}=${value}`,
    `${name}=${value};c=d`,
    `a;${name}=${value}`,
  ])
    expect(deviceOf(header)).toBe(device);
});

test.each([
  ["no header", null],
  ["an empty header", ""],
  ["another cookie", `other=${value}`],
  ["no signature", `${name}=${device}`],
  ["another device's signature", `${name}=${newDevice()}.${value.split(".")[1]}`],
  ["a changed signature", `${name}=${device}.${"A".repeat(43)}`],
  ["a longer value", `${name}=${value}x`],
])("%s names no device", (_, header) => {
  expect(deviceOf(header)).toBeNull();
});
