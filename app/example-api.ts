import { env } from "#env.ts";

/** The API that snippets call. Of an API other than this installation's own, only the URL is known. */
export function exampleApi() {
  const isOwn = env.apiUrl === `${env.appUrl}/api/v1`;
  return { url: env.apiUrl, path: isOwn ? "/me" : "" };
}
