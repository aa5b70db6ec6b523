import { currentUser } from "#app/actor.ts";
import { currentBrand } from "#app/brand.ts";
import { exampleApi } from "#app/example-api.ts";
import { Landing } from "#components/landing/landing.tsx";
import { env } from "#env.ts";
import { listPlans } from "#lib/plans/plans.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { currentSettings } from "#lib/settings/settings.ts";

export default async function LandingPage() {
  const [user, brand, api, plans, { signup }] = await noteUnavailable(
    Promise.all([currentUser(), currentBrand(), exampleApi(), listPlans(), currentSettings()]),
  );
  return (
    <Landing
      brand={brand}
      api={api}
      perMinute={plans[0]?.requests_per_minute ?? null}
      email={user?.email ?? null}
      signup={signup}
      // The first plans are a start for the operator, not an offer.
      plans={brand.named ? plans : []}
      unbranded={!brand.named && (env.loopback || user?.operator === true)}
    />
  );
}
