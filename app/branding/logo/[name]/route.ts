import { noteUnavailable } from "#lib/server/unavailable.ts";
import { readLogo } from "#lib/settings/logo.ts";

/** The uploaded logo. Opened as a page, an SVG can neither run nor load anything, and is in an origin of its own. */
export async function GET(_: Request, { params }: { params: Promise<{ name: string }> }): Promise<Response> {
  const logo = await noteUnavailable(readLogo((await params).name));
  if (!logo)
    return new Response("There is no such logo.\n", {
      status: 404,
      headers: { "cache-control": "no-store" },
    });
  return new Response(new Uint8Array(logo.bytes), {
    headers: {
      "content-type": logo.type,
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      // Pages of other sites and emails can show it.
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, max-age=31536000, immutable",
    },
  });
}
