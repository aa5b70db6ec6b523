import { isIP } from "node:net";

/** The name or address in a Host header: in lowercase, without port, brackets and final dot. */
export function hostnameOf(host: string): string {
  const url = URL.parse(`http://${host}`);
  const name = url?.hostname ?? host;
  const bare = name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
  return bare.endsWith(".") ? bare.slice(0, -1) : bare;
}

// Top-level domains that nobody can register.
const PRIVATE_DOMAINS = [".localhost", ".local", ".internal", ".svc", ".lan", ".home.arpa"];

/**
 * Whether nobody but the owner of the network decides which address a host name has: an IP address, a name without a dot,
 * or a private domain. A website could point any other name at a private address (DNS rebinding), and its pages could then
 * read what this server answers.
 */
export function isPrivateName(name: string): boolean {
  return isIP(name) !== 0 || !name.includes(".") || PRIVATE_DOMAINS.some((domain) => name.endsWith(domain));
}
