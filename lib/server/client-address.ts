import type { IncomingMessage } from "node:http";
import { BlockList, isIP, type Socket } from "node:net";
import { env } from "#env.ts";

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
 * Null if that isn't an IP address.
 */
export function clientAddress(request: IncomingMessage): string | null {
  return firstUntrusted(peerOf(request), forwardedFor(request));
}

/** The client's address on the gate port. There the peer is a gateway, whose `X-Forwarded-For` is always trusted. */
export function gatewayClientAddress(request: IncomingMessage): string | null {
  if (!request.headers["x-forwarded-for"]) return clientAddress(request);
  const forwarded = forwardedFor(request);
  return firstUntrusted(plain(forwarded.pop() ?? ""), forwarded);
}

// Cached by connection, because reading it is a system call.
const peers = new WeakMap<Socket, string>();

function peerOf({ socket }: IncomingMessage): string {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const peer = plain(socket.remoteAddress ?? "");
  peers.set(socket, peer);
  return peer;
}

function forwardedFor({ headers }: IncomingMessage): string[] {
  const header = headers["x-forwarded-for"];
  if (header === undefined) return [];
  return String(header)
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

function firstUntrusted(nearest: string, forwarded: string[]): string | null {
  let address = nearest;
  while (isTrusted(address) && forwarded.length > 0) address = plain(forwarded.pop()!);
  return isIP(address) === 0 ? null : address;
}

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, "");

function isTrusted(address: string): boolean {
  if (env.trustedProxies.length === 0) return false;
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? "ipv6" : "ipv4");
}
