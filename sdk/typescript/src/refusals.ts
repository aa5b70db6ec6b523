import { credentialsOf, type GateRequest, targetOf } from "./gate-request.ts";
import { type GateProblem, type GateVerdict, refusal } from "./verdict.ts";

/** The challenge of every 401. */
export const AUTHENTICATE = { "www-authenticate": 'Bearer realm="api"' };

// The gate takes 32 KiB of headers. What is longer is refused here: the gate's own refusal may get lost on the connection
// that it closes, and would look as if the gate were away.
const MOST_CHARACTERS = 16 * 1024;
const SENDABLE = /^[ -~]*$/;

/** The verdict about a request whose credential no gate takes, so that it isn't asked. */
export function refusalOf(request: GateRequest): GateVerdict | null {
  const values = credentialsOf(request).map(([, value]) => value);
  const length = values.reduce((sum, value) => sum + value.length, targetOf(request).length);
  if (length > MOST_CHARACTERS)
    return refusal(431, problemOf(431, "headers_too_large", "The path or the credential is too long."), {});
  return values.every((value) => SENDABLE.test(value)) ? null : malformed();
}

/** The verdict about a key that can't be one. */
export const malformed = (): GateVerdict =>
  refusal(
    401,
    { ...problemOf(401, "invalid_api_key", "The API key is not valid."), reason: "malformed" },
    AUTHENTICATE,
  );

/** A problem that this service answers itself. */
export function problemOf(status: number, code: string, detail: string): GateProblem {
  const title = code.replaceAll("_", " ");
  return { type: "about:blank", title: title[0]!.toUpperCase() + title.slice(1), status, detail, code };
}
