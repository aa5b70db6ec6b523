"use client";

import { useBrand } from "#components/brand/use-brand.tsx";
import { BrandLinks } from "#components/site/brand-links.tsx";

export function SiteFooter({ signedIn }: { signedIn: boolean }) {
  const brand = useBrand();
  const { name, named } = brand;
  return (
    <footer className="border-t">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-x-8 gap-y-3 px-5 py-8 text-muted text-sm sm:px-8">
        <p className="min-w-0 break-words">
          {named ? (
            <>
              {name} · <span className="whitespace-nowrap">Runs on Latchkey</span>
            </>
          ) : (
            "Latchkey: the front desk of your API"
          )}
        </p>
        <nav aria-label="Reference" className="flex flex-wrap gap-x-6 gap-y-2">
          <BrandLinks brand={brand} />
          <a href="/docs" className="hover:text-foreground">
            Docs
          </a>
          {signedIn ? (
            <a href="/settings/api-keys" className="hover:text-foreground">
              API keys
            </a>
          ) : (
            <a href="/login" className="hover:text-foreground">
              Log in
            </a>
          )}
        </nav>
      </div>
    </footer>
  );
}
