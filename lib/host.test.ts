import { expect, test } from "vitest";
import { hostnameOf, isPrivateName } from "#lib/host.ts";

test.each<[host: string, name: string, isPrivate: boolean]>([
  ["localhost:3001", "localhost", true],
  ["LOCALHOST", "localhost", true],
  ["latchkey:3001", "latchkey", true],
  ["127.0.0.1:3001", "127.0.0.1", true],
  ["[::1]:3001", "::1", true],
  ["[::1]", "::1", true],
  ["latchkey.keys.svc.cluster.local:3001", "latchkey.keys.svc.cluster.local", true],
  ["latchkey.keys.svc", "latchkey.keys.svc", true],
  ["gate.internal.", "gate.internal", true],
  ["rebound.example.com:3001", "rebound.example.com", false],
  ["rebound.example.com.", "rebound.example.com", false],
  ["127.0.0.1.example.com", "127.0.0.1.example.com", false],
  ["local.example.com", "local.example.com", false],
  ["notlocal.example", "notlocal.example", false],
  ["[::1].example.com", "[::1].example.com", false],
  ["user@rebound.example.com", "rebound.example.com", false],
])("%j is the host %j, private: %s", (host, name, isPrivate) => {
  expect(hostnameOf(host)).toBe(name);
  expect(isPrivateName(name)).toBe(isPrivate);
});
