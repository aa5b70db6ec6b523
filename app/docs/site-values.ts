import { cache } from "react";
import { currentBrand } from "#app/brand.ts";
import { exampleApi } from "#app/example-api.ts";
import { env } from "#env.ts";
import type { SiteValues } from "#lib/docs/placeholders.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

/** What the documentation says about this installation. Read once per request. */
export const siteValues = cache(async (): Promise<SiteValues> => {
  const { name, named } = await currentBrand();
  const { url, path } = await noteUnavailable(exampleApi());
  return {
    operator: named ? name : "this API",
    appUrl: env.appUrl,
    apiUrl: url,
    exampleUrl: url + path,
  };
});
