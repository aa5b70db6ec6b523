import type { ReactNode } from "react";
import { KeyRack } from "#components/brand/key-rack.tsx";
import type { Brand } from "#components/brand/use-brand.tsx";
import { Wordmark } from "#components/brand/wordmark.tsx";
import { BrandLinks } from "#components/site/brand-links.tsx";

/** The form on the left; on wide screens a decorative rack of keys on the right. */
export function AuthShell({ brand, children }: { brand: Brand; children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_minmax(0,0.8fr)]">
      <div className="flex flex-col px-5 py-6 sm:px-10">
        <header>
          <Wordmark />
        </header>
        <main
          id="main"
          className="mx-auto flex w-full max-w-[25rem] flex-1 flex-col pt-16 pb-12 sm:justify-center sm:pt-12"
        >
          {children}
        </main>
        <footer className="flex flex-wrap gap-x-6 gap-y-2 text-muted text-sm">
          <BrandLinks brand={brand} />
        </footer>
      </div>
      <div className="relative hidden overflow-hidden bg-desk lg:block">
        <KeyRack columns={4} rows={8} className="absolute inset-x-0 top-0" />
      </div>
    </div>
  );
}
