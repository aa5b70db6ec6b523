import { BrandNote } from "#components/landing/brand-note.tsx";
import { Hero, type HeroProps } from "#components/landing/hero.tsx";
import { PlanList } from "#components/landing/plan-list.tsx";
import { Steps } from "#components/landing/steps.tsx";
import { WhatYouGet } from "#components/landing/what-you-get.tsx";
import { SiteFooter } from "#components/site/site-footer.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";
import type { Plan } from "#lib/plans/schema.ts";

type LandingProps = HeroProps & {
  plans: Plan[];
  /** Whether to tell the reader, who runs this installation, that it has no brand yet. */
  unbranded: boolean;
};

export function Landing({ plans, unbranded, ...hero }: LandingProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader signedIn={hero.email !== null} />
      <main id="main" className="flex-1">
        {unbranded ? <BrandNote /> : null}
        <Hero {...hero} />
        <WhatYouGet />
        <Steps />
        <PlanList plans={plans} />
      </main>
      <SiteFooter signedIn={hero.email !== null} />
    </div>
  );
}
