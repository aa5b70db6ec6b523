import type { ExampleApi } from "#components/keys/key-rules.ts";
import { env } from "#env.ts";
import { currentSettings } from "#lib/settings/settings.ts";

/** The API that snippets call. Of an API other than this installation's own, only the URL is known. */
export async function exampleApi(): Promise<ExampleApi> {
  const url = (await ownApiUrl()) ?? OWN;
  return url === OWN ? { url, path: "/me", baseUrl: env.appUrl } : { url, path: "", baseUrl: null };
}

/** Where requests that a gateway lets through go. Null: unknown. */
export async function originOfApi(): Promise<string | null> {
  const url = await ownApiUrl();
  return url && url !== OWN ? new URL(url).origin : null;
}

const OWN = `${env.appUrl}/api/v1`;
const ownApiUrl = async () => (await currentSettings()).branding.api_url;
