import { unreachable } from "../failure.ts";
import { VERSION } from "../version.ts";

/**
 * `fetch` for all requests of this program. It doesn't follow redirects, because fetch would send the key on to
 * wherever they lead.
 */
export async function send(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set("user-agent", `latchkey-cli/${VERSION}`);
  const answer = await fetch(input, { ...init, headers, redirect: "manual" });
  if (answer.status >= 300 && answer.status < 400)
    throw unreachable(
      `${new URL(answer.url).origin} redirects to ${answer.headers.get("location") ?? "another address"}.`,
      "Log in with the address that it redirects to: latchkey login --base-url ADDRESS",
    );
  return answer;
}
