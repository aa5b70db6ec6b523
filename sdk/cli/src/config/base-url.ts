import { misused } from "../failure.ts";

const OWN_MACHINE = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Checks and normalizes the address of a Latchkey server: `https://keys.example.com`, without `/api/v1`. */
export function baseUrl(text: string, from: string): string {
  let url: URL;
  try {
    url = new URL(text.includes("://") ? text : `https://${text}`);
    // `npm run up` serves http.
    if (!text.includes("://") && OWN_MACHINE.test(url.hostname)) url = new URL(`http://${text}`);
  } catch {
    throw misused(`${from} isn't an address such as https://keys.example.com.`);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw misused(`${from} must begin with https:// or http://.`);
  if (url.username || url.password || url.search || url.hash)
    throw misused(`${from} must be an address without a password, a query or a fragment.`);
  return url.origin + url.pathname.replace(/\/+$/, "").replace(/\/api(\/v1)?$/, "");
}

/** Whether what is sent there can be read on the way. */
export function isUnencrypted(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !OWN_MACHINE.test(hostname);
}
