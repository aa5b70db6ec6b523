import { expect, test } from "vitest";
import { isLoopback, networkOf } from "#lib/network.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:0DB8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  [null, "unknown"],
])("the network of %s is %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

test.each([
  ["127.0.0.1", true],
  ["127.8.9.1", true],
  ["::ffff:127.0.0.1", true],
  ["::1", true],
  ["128.0.0.1", false],
  ["10.0.0.1", false],
  ["::2", false],
  [null, false],
])("whether %s is loopback: %s", (ip, loopback) => {
  expect(isLoopback(ip)).toBe(loopback);
});
