import { Hero } from "#components/landing/hero.tsx";
import { Steps } from "#components/landing/steps.tsx";
import { WhyLatchkey } from "#components/landing/why-latchkey.tsx";
import { SiteFooter } from "#components/site/site-footer.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";

export function Landing({ appUrl, signedIn }: { appUrl: string; signedIn: boolean }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader signedIn={signedIn} />
      <main id="main" className="flex-1">
        <Hero appUrl={appUrl} signedIn={signedIn} />
        <Steps />
        <WhyLatchkey />
      </main>
      <SiteFooter signedIn={signedIn} />
    </div>
  );
}
