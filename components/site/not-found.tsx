import type { Brand } from "#components/brand/use-brand.tsx";
import { BrandLinks } from "#components/site/brand-links.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";
import { buttonLook } from "#components/ui/button.tsx";

export function NotFound({ brand, signedIn }: { brand: Brand; signedIn: boolean }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader signedIn={signedIn} />
      <main
        id="main"
        className="mx-auto flex w-full max-w-6xl flex-1 flex-col justify-center px-5 py-16 sm:px-8"
      >
        <p className="font-mono text-muted text-sm">404</p>
        <h1 className="mt-2 font-display text-4xl tracking-[-0.015em] sm:text-5xl">Page not found</h1>
        <p className="mt-4 max-w-[46ch] text-pretty text-muted">
          {signedIn
            ? "This page doesn't exist, or you don't have access. Check the address for typos."
            : "This page doesn't exist, or you need to log in to see it. Check the address for typos."}
        </p>
        <div className="mt-8 flex flex-wrap gap-3">
          {signedIn ? (
            <a href="/settings/api-keys" className={buttonLook()}>
              Go to API keys
            </a>
          ) : (
            <a href="/login" className={buttonLook()}>
              Log in
            </a>
          )}
          <a href="/" className={buttonLook({ tone: "plain" })}>
            Go to home page
          </a>
        </div>
      </main>
      {/* Not the footer of other pages, which needs code in the browser: every page loads what this one needs. */}
      <footer className="border-t">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap gap-x-6 gap-y-2 px-5 py-8 text-muted text-sm sm:px-8">
          <BrandLinks brand={brand} />
          <a href="/docs" className="hover:text-foreground">
            Docs
          </a>
          {signedIn ? (
            <a href="/settings/api-keys" className="hover:text-foreground">
              API keys
            </a>
          ) : null}
        </div>
      </footer>
    </div>
  );
}
