import { isIP } from "node:net";

/** The IPv4 address, or the /64 of an IPv6 address, because that is the smallest network a customer gets. */
export function networkOf(ip: string | null): string {
  if (!ip) return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped || !ip.includes(":")) return mapped ?? ip;
  const [head = "", tail = ""] = ip.toLowerCase().split("::");
  const left = head.split(":").filter(Boolean);
  const right = ip.includes("::") ? tail.split(":").filter(Boolean) : [];
  const groups = [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

/** Whether an address is this machine's own. */
export function isLoopback(ip: string | null): boolean {
  if (!ip) return false;
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, "");
  return plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}
