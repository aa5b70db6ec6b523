import type { ExampleApi } from "#components/keys/key-rules.ts";
import { env } from "#env.ts";
import { currentSettings } from "#lib/settings/settings.ts";

/** The API that snippets call. Of an API other than this installation's own, only the URL is known. */
export async function exampleApi(): Promise<ExampleApi> {
  const { branding } = await currentSettings();
  const own = `${env.appUrl}/api/v1`;
  const url = branding.api_url ?? own;
  return { url, path: url === own ? "/me" : "" };
}
