import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

type Module = typeof import("#lib/server/client-address.ts");

/** The module as it is with these settings, which it reads when it is loaded. */
async function load(trustedProxies: string): Promise<Module> {
  vi.resetModules();
  vi.stubEnv("TRUSTED_PROXIES", trustedProxies);
  return import("#lib/server/client-address.ts");
}

const request = (peer: string | undefined, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress: peer }, headers }) as unknown as IncomingMessage;
const from = (peer: string | undefined, forwarded?: string) =>
  request(peer, forwarded === undefined ? {} : { "x-forwarded-for": forwarded });

let address: Module;

beforeAll(async () => {
  address = await load("10.0.0.0/8,::1,2001:db8:ffff::/48,127.0.0.1");
});

afterAll(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("an address is read as proxies write it", () => {
  test.each<[written: string, address: string | null]>([
    ["198.51.100.2", "198.51.100.2"],
    [" 198.51.100.2\t", "198.51.100.2"],
    ["198.51.100.2:40000", "198.51.100.2"],
    ['"198.51.100.2:40000"', "198.51.100.2"],
    ['"198.51.100.2"', "198.51.100.2"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:40000", "2001:db8::1"],
    ['"[2001:db8::1]:40000"', "2001:db8::1"],
    ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["[fe80::1%eth0]:40000", "fe80::1"],
    ["::ffff:198.51.100.2", "198.51.100.2"],
    ["::FFFF:198.51.100.2", "198.51.100.2"],
    ["::ffff:c633:6402", "198.51.100.2"],
    ["0:0:0:0:0:ffff:198.51.100.2", "198.51.100.2"],
    ["[::ffff:198.51.100.2]:40000", "198.51.100.2"],
    ["::ffff:0:0", "0.0.0.0"],
    ["for=198.51.100.2", "198.51.100.2"],
    ['For="[2001:db8::1]:40000"', "2001:db8::1"],
    ["", null],
    ["unknown", null],
    ["_hidden", null],
    ["localhost", null],
    ["198.51.100", null],
    ["198.51.100.2.", null],
    ["198.51.100.256", null],
    ["198.51.100.2:", null],
    ["198.51.100.2:port", null],
    ["198.51.100.2:123456", null],
    ["0198.51.100.2", null],
    ["0x7f000001", null],
    ["2130706433", null],
    ["[198.51.100.2]", null],
    ["[2001:db8::1", null],
    ["2001:db8::1]", null],
    ["[2001:db8::1]40000", null],
    ["[]", null],
    ["[[2001:db8::1]]", null],
    ["2001:db8::1::2", null],
    ['"198.51.100.2', null],
    ['"', null],
    ["for=", null],
    ["198.51.100.2, 198.51.100.3", null],
    ["198.51.100.2\n", "198.51.100.2"],
  ])("%j: %s", (written, expected) => {
    expect(address.readAddress(written)).toBe(expected);
  });
});

describe("the client is the last forwarded address that isn't a trusted proxy", () => {
  test.each<[peer: string | undefined, forwarded: string | undefined, client: string | null]>([
    ["198.51.100.9", undefined, "198.51.100.9"],
    ["198.51.100.9", "198.51.100.2", "198.51.100.9"],
    ["10.0.0.1", undefined, "10.0.0.1"],
    ["10.0.0.1", "", "10.0.0.1"],
    ["10.0.0.1", "198.51.100.2", "198.51.100.2"],
    ["10.0.0.1", "198.51.100.2:40000", "198.51.100.2"],
    ["10.0.0.1", "203.0.113.7, 198.51.100.2:40000", "198.51.100.2"],
    ["::ffff:10.0.0.1", "[2001:db8::1]:40000", "2001:db8::1"],
    ["::1", "198.51.100.2, 10.0.0.2, 10.0.0.3:4000", "198.51.100.2"],
    ["10.0.0.1", "198.51.100.2, [2001:db8:ffff::1]:80, ,", "198.51.100.2"],
    ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["10.0.0.1", "198.51.100.2, unknown", "10.0.0.1"],
    ["10.0.0.1", "198.51.100.2, unknown, 10.0.0.2", "10.0.0.1"],
    ["10.0.0.1", "garbage", "10.0.0.1"],
    ["10.0.0.1", "garbage, 198.51.100.2", "198.51.100.2"],
    [undefined, "198.51.100.2", null],
  ])("from %s with %j: %s", (peer, forwarded, client) => {
    expect(address.clientAddress(from(peer, forwarded))).toBe(client);
  });
});

describe("on the gate port, the gateway is trusted", () => {
  test.each<[peer: string, forwarded: string | undefined, client: string]>([
    ["198.51.100.9", undefined, "198.51.100.9"],
    ["198.51.100.9", "198.51.100.2:40000", "198.51.100.2"],
    ["198.51.100.9", "203.0.113.7, 198.51.100.2", "198.51.100.2"],
    ["198.51.100.9", "203.0.113.7, 10.0.0.2", "203.0.113.7"],
    ["198.51.100.9", "unknown", "198.51.100.9"],
    ["198.51.100.9", " , ", "198.51.100.9"],
  ])("from %s with %j: %s", (peer, forwarded, client) => {
    expect(address.gatewayClientAddress(from(peer, forwarded))).toBe(client);
  });
});

describe("without trusted proxies", () => {
  test("forwarded addresses are ignored, with one warning", async () => {
    const { clientAddress } = await load("");
    const { log } = await import("#lib/log.ts");
    const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
    expect(clientAddress(from("10.0.0.1"))).toBe("10.0.0.1");
    expect(warn).not.toHaveBeenCalled();
    for (const name of ["x-forwarded-for", "forwarded"])
      expect(clientAddress(request("10.0.0.1", { [name]: "198.51.100.2" }))).toBe("10.0.0.1");
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]![0]).toContain("TRUSTED_PROXIES");
  });

  test.each([
    ["https://keys.example.com", "", 1],
    ["https://keys.example.com", "10.0.0.1", 0],
    ["http://localhost:3000", "", 0],
  ])("a start with APP_URL %s and TRUSTED_PROXIES %j warns %i times", async (appUrl, proxies, times) => {
    vi.stubEnv("APP_URL", appUrl);
    vi.stubEnv("SMTP_URL", "smtp://localhost:25");
    const { warnOfUntrustedProxy } = await load(proxies);
    const { log } = await import("#lib/log.ts");
    const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
    warnOfUntrustedProxy();
    expect(warn).toHaveBeenCalledTimes(times);
  });
});
