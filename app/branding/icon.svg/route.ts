import { connection } from "next/server";
import { currentBrand, currentBranding } from "#app/brand.ts";
import { brandIcon } from "#lib/settings/brand-icon.ts";

/** The icon of an installation without a logo, for browser tabs. */
export async function GET(): Promise<Response> {
  // Otherwise Next answers with what it was when the app was built.
  await connection();
  const { name, named } = await currentBrand();
  const branding = await currentBranding();
  return new Response(brandIcon(named ? name : null, branding?.accent ?? null), {
    headers: {
      "content-type": "image/svg+xml",
      "content-security-policy": "default-src 'none'; sandbox",
      // The link to it changes with the brand. Without the database, nobody knows whether this is the right one.
      "cache-control": branding ? "public, max-age=86400" : "no-store",
    },
  });
}
