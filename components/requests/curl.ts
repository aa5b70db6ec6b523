import type { LoggedRequest } from "#lib/usage/schema.ts";

type Sent = Pick<LoggedRequest, "via" | "method" | "path" | "key">;

/**
 * A command that sends the request again, with the key's hint in place of its secret. Bodies and queries aren't logged, so they
 * are missing. A gateway's request goes to the operator's own API, whose address may not be known.
 */
export function curlOf({ via, method, path, key }: Sent, appUrl: string, apiOrigin: string | null): string {
  const origin = via === "gate" ? apiOrigin : appUrl;
  const url = origin ? quoted(`${origin}${path}`) : `"$API_URL"${quoted(path)}`;
  const start = method === "GET" ? "curl" : method === "HEAD" ? "curl --head" : `curl -X ${quoted(method)}`;
  const lines = [`${start} ${url}`, ...credentialOf(via, key)];
  return lines.join(" \\\n  ");
}

function credentialOf(via: Sent["via"], key: Sent["key"]): string[] {
  if (!key) return ['-H "Authorization: Bearer $ACCESS_TOKEN"'];
  if (via !== "verify") return [`-H ${quoted(`X-API-Key: ${key.hint}`)}`];
  // Sent by a server of the operator, with a credential of its own.
  const body = JSON.stringify({ key: key.hint });
  return [
    '-H "Authorization: Bearer $SERVICE_CREDENTIAL"',
    '-H "Content-Type: application/json"',
    `-d ${quoted(body)}`,
  ];
}

/** As one word for a shell, whatever a client sent. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
