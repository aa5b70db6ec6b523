import { currentBrand, currentBranding } from "#app/brand.ts";
import { brandIcon } from "#lib/settings/brand-icon.ts";

/** The icon of an installation without a logo, for browser tabs. */
export async function GET(): Promise<Response> {
  const { name, named } = await currentBrand();
  const accent = (await currentBranding())?.accent ?? null;
  return new Response(brandIcon(named ? name : null, accent), {
    headers: {
      "content-type": "image/svg+xml",
      "content-security-policy": "default-src 'none'; sandbox",
      // The link to it changes with the brand.
      "cache-control": "public, max-age=86400",
    },
  });
}
