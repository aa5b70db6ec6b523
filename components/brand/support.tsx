"use client";

import { useBrand } from "#components/brand/use-brand.tsx";

/** Whom to contact, in the middle of a sentence. */
export function Support() {
  const { supportEmail } = useBrand();
  if (!supportEmail) return "the operator of this site";
  return (
    <a href={`mailto:${supportEmail}`} className="wrap-anywhere underline underline-offset-2">
      {supportEmail}
    </a>
  );
}
