import type { Metadata } from "next";
import { currentUser } from "#app/actor.ts";
import { ApiReference } from "#components/docs/api-reference.tsx";
import { ReferenceHeading } from "#components/docs/reference-heading.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";
import { findPage } from "#lib/docs/pages.ts";

const { title, description } = findPage("reference")!;

export const metadata: Metadata = { title, description };

export default async function ReferencePage() {
  const signedIn = (await currentUser()) !== null;
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader signedIn={signedIn} wide />
      {/* Scalar has the page's main element. */}
      <div id="main" className="flex-1">
        <ReferenceHeading title={title} description={description} signedIn={signedIn} />
        <ApiReference />
      </div>
    </div>
  );
}
