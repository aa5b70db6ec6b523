"use client";

import { useBrand } from "#components/brand/use-brand.tsx";
import { textLinkLook } from "#components/ui/text-link.tsx";

/** Below the button that creates an account. Nothing if the operator has no terms. */
export function TermsNote() {
  const { termsUrl } = useBrand();
  if (!termsUrl) return null;
  return (
    <p className="text-pretty text-muted text-sm">
      By creating an account, you agree to the{" "}
      <a href={termsUrl} className={textLinkLook}>
        terms of service
      </a>
      .
    </p>
  );
}
