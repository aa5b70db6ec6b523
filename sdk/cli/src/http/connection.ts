import { Failure, unreachable } from "../failure.ts";

const REASONS: Record<string, (host: string) => string> = {
  ECONNREFUSED: (host) => `${host} refuses connections. Is Latchkey running there?`,
  ENOTFOUND: (host) => `There is no host ${host}.`,
  EAI_AGAIN: (host) => `The address of ${host} can't be looked up. Are you online?`,
  ENETUNREACH: (host) => `${host} can't be reached. Are you online?`,
  EHOSTUNREACH: (host) => `${host} can't be reached.`,
  ECONNRESET: (host) => `${host} closed the connection.`,
  UND_ERR_SOCKET: (host) => `${host} closed the connection.`,
  ETIMEDOUT: (host) => `${host} didn't answer in time.`,
  UND_ERR_CONNECT_TIMEOUT: (host) => `${host} didn't answer in time.`,
  UND_ERR_HEADERS_TIMEOUT: (host) => `${host} didn't answer in time.`,
  HPE_INVALID_CONSTANT: (host) => `${host} doesn't speak HTTP.`,
};

/** How a command ends whose request got no answer. */
export function connectionFailure(error: unknown, address: string): Failure {
  const { host } = new URL(address);
  for (const each of causes(error)) {
    if (each instanceof Failure) return each;
    const { code = "", name, message } = each as Error & { code?: string };
    if (REASONS[code]) return unreachable(REASONS[code](host));
    if (name === "TimeoutError") return unreachable(`${host} didn't answer in time.`);
    if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/.test(code))
      return unreachable(`${host} doesn't speak https. Try http://${host}.`);
    if (/CERT|TLS|SSL|SELF_SIGNED/.test(code))
      return unreachable(`The certificate of ${host} can't be trusted: ${message}.`);
    if (code.startsWith("HPE_")) return unreachable(`${host} doesn't speak HTTP.`);
  }
  return unreachable(`${host} can't be reached: ${causes(error).at(-1)?.message ?? "unknown error"}.`);
}

/** An error, and what caused it, down to the first cause. */
function causes(error: unknown): Error[] {
  const found: Error[] = [];
  for (let each = error; each instanceof Error && !found.includes(each); each = each.cause) {
    found.push(each);
    // What was tried for each address of a host.
    if (each instanceof AggregateError) found.push(...each.errors.filter((one) => one instanceof Error));
  }
  return found;
}
