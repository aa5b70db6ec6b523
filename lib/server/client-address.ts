import type { IncomingMessage } from "node:http";
import { BlockList, isIP, type Socket, SocketAddress } from "node:net";
import { env } from "#env.ts";
import { log } from "#lib/log.ts";

const trusted = new BlockList();
for (const entry of env.trustedProxies) {
  const [address = "", bits] = entry.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (isIP(address) === 0) throw new Error(`TRUSTED_PROXIES: ${entry} is not an address or CIDR block`);
  if (bits === undefined) trusted.addAddress(address, family);
  else trusted.addSubnet(address, Number(bits), family);
}

/**
 * The client's address: the socket's, or if that is a trusted proxy, the last address in `X-Forwarded-For` that isn't one.
 * If that can't be read, the socket's. Null if the socket has no IP address.
 */
export function clientAddress(request: IncomingMessage): string | null {
  if (env.trustedProxies.length === 0) warnOfForwarded(request);
  const peer = peerOf(request);
  return lastUntrusted(peer, forwardedFor(request), peer);
}

/** The client's address on the gate port. There the peer is a gateway, whose `X-Forwarded-For` is always trusted. */
export function gatewayClientAddress(request: IncomingMessage): string | null {
  const peer = peerOf(request);
  const forwarded = forwardedFor(request);
  if (forwarded.length === 0) return peer;
  return lastUntrusted(readAddress(forwarded.pop()!), forwarded, peer);
}

/**
 * Reads an address as proxies write it: `192.0.2.1`, `192.0.2.1:40000`, `2001:db8::1`, `[2001:db8::1]:40000`, also in
 * quotes, and as in the Forwarded header: `for="[2001:db8::1]"`. Null if it isn't an IP address.
 */
export function readAddress(written: string): string | null {
  let text = written.trim();
  if (text.slice(0, 4).toLowerCase() === "for=") text = text.slice(4);
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1);
  const bracket = text.startsWith("[") ? text.indexOf("]") : -1;
  if (bracket > 0) return isPort(text.slice(bracket + 1)) ? readIPv6(text.slice(1, bracket)) : null;
  const colon = text.indexOf(":");
  if (colon < 0 || text.includes(":", colon + 1)) return isIP(text) === 4 ? text : readIPv6(text);
  const address = text.slice(0, colon);
  return isIP(address) === 4 && isPort(text.slice(colon)) ? address : null;
}

// Nothing, or a colon and a port.
const isPort = (text: string) => text === "" || /^:\d{1,5}$/.test(text);

/** An IPv6 address in its canonical form, without its zone. One that stands for an IPv4 address becomes that. */
function readIPv6(text: string): string | null {
  const zone = text.indexOf("%");
  const address = zone < 0 ? text : text.slice(0, zone);
  if (isIP(address) !== 6) return null;
  const canonical = new SocketAddress({ address, family: "ipv6" }).address;
  return canonical.startsWith(MAPPED) && canonical.includes(".") ? canonical.slice(MAPPED.length) : canonical;
}

const MAPPED = "::ffff:";

// Cached by connection, because reading it is a system call.
const peers = new WeakMap<Socket, string | null>();

function peerOf({ socket }: IncomingMessage): string | null {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const peer = readAddress(socket.remoteAddress ?? "");
  peers.set(socket, peer);
  return peer;
}

function forwardedFor({ headers }: IncomingMessage): string[] {
  const header = headers["x-forwarded-for"];
  if (header === undefined) return [];
  return String(header)
    .split(",")
    .filter((part) => part.trim() !== "");
}

function lastUntrusted(nearest: string | null, forwarded: string[], peer: string | null): string | null {
  let address = nearest;
  while (address !== null && isTrusted(address) && forwarded.length > 0)
    address = readAddress(forwarded.pop()!);
  return address ?? peer;
}

function isTrusted(address: string): boolean {
  if (env.trustedProxies.length === 0) return false;
  return trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

let warned = false;

function warnOfForwarded({ headers }: IncomingMessage): void {
  if (warned || !(headers["x-forwarded-for"] || headers.forwarded)) return;
  warned = true;
  log.warn(
    "Requests have forwarded addresses, but TRUSTED_PROXIES is empty, so they are ignored. If a proxy sends them, set TRUSTED_PROXIES to its address: otherwise all clients share one limit.",
  );
}

/** Warns at the start if there is probably a proxy that isn't trusted. */
export function warnOfUntrustedProxy(): void {
  if (env.trustedProxies.length > 0 || !env.appUrl.startsWith("https:")) return;
  log.warn(
    "APP_URL is https, so a proxy is in front of this server, but TRUSTED_PROXIES is empty. Set it to the proxy's address: otherwise all clients share one limit.",
  );
}
