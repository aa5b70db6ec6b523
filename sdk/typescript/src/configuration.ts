import { ConfigurationError } from "./errors.ts";
import type { ClientOptions } from "./options.ts";

interface Runtime {
  process?: { env: Record<string, string | undefined> };
}

/** A variable of the environment, where there is one. */
export function environment(name: string): string | undefined {
  try {
    return (globalThis as Runtime).process?.env[name];
  } catch {
    // Deno without the permission to read it.
  }
}

/** Gives the header with the credential. It is kept in a closure, so that nothing can print it. */
export function readCredential({ apiKey, accessToken, dangerouslyAllowBrowser }: ClientOptions) {
  const key = apiKey ?? (accessToken == null ? environment("LATCHKEY_API_KEY") : null);
  if (key != null && "document" in globalThis && !dangerouslyAllowBrowser)
    throw new ConfigurationError("Pass accessToken: a page can't hide keys.");
  const isFunction = typeof accessToken === "function";
  if (key != null) visible(accessToken == null ? key : "");
  else if (!isFunction) visible(accessToken);
  return async (): Promise<Record<string, string>> =>
    key == null
      ? { authorization: `Bearer ${visible(isFunction ? await accessToken() : accessToken)}` }
      : { "x-api-key": key };
}

/** `fetch` would quote other characters in its errors. */
function visible(credential = ""): string {
  if (/^[!-~]+$/.test(credential)) return credential;
  throw new ConfigurationError("Pass one valid apiKey or accessToken, or set LATCHKEY_API_KEY.");
}

/** An address without the slashes at its end. By default, it is that of the environment. */
export function readUrl(given: string | undefined, variable: string): string {
  const text = (given ?? environment(variable)) as string;
  const { href, origin, pathname } = URL.canParse(text) ? new URL(text) : ({} as URL);
  if (!/^https?:\/\/[^/@]+\//.test(href))
    throw new ConfigurationError(`Pass an http(s) URL without a password, or set ${variable}.`);
  return origin + pathname.replace(/\/+$/, "");
}
