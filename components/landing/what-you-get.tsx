import type { ReactNode } from "react";
import { SampleKeys } from "#components/landing/sample-keys.tsx";
import { SampleLimits } from "#components/landing/sample-limits.tsx";
import { SampleRequest } from "#components/landing/sample-request.tsx";

/** What developers get, with parts of the dashboard as they look there. */
export function WhatYouGet() {
  return (
    <section aria-labelledby="what-you-get" className="border-t bg-surface">
      <div className="mx-auto grid w-full max-w-6xl gap-14 px-5 py-16 sm:px-8 sm:py-20 lg:gap-20">
        <h2 id="what-you-get" className="text-balance font-display text-3xl tracking-[-0.01em] sm:text-4xl">
          Everything about your access, in one place
        </h2>
        <Feature title="Keys for each app" sample={<SampleKeys />}>
          Use a separate key for each app and environment, with only the scopes it needs. Rotate a secret
          while the old one still works. A revoked key gets 401 with its next request.
        </Feature>
        <Feature title="Limits that you can see" sample={<SampleLimits />}>
          How much of your rate limit and your quota is used, now. Refused requests don't count against your
          limit, and every response says what is left.
        </Feature>
        <Feature title="Every refused request explained" sample={<SampleRequest />}>
          Find any request by its ID, with each check that it passed or failed and what it would have needed.
          Usage by key, route and status, for as long as you have requests.
        </Feature>
      </div>
    </section>
  );
}

type FeatureProps = { title: string; sample: ReactNode; children: ReactNode };

function Feature({ title, sample, children }: FeatureProps) {
  return (
    <div className="grid items-center gap-7 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] lg:gap-16">
      <div>
        <h3 className="font-medium text-xl">{title}</h3>
        <p className="mt-3 max-w-[52ch] text-pretty text-muted">{children}</p>
      </div>
      {/* An illustration of the text beside it. */}
      <div aria-hidden="true" className="min-w-0 rounded-2xl border bg-background shadow-card">
        {sample}
      </div>
    </div>
  );
}
