import Link from "next/link";
import { Wordmark } from "#components/brand/wordmark.tsx";
import { buttonLook } from "#components/ui/button.tsx";

export function NotFound() {
  return (
    <div className="flex min-h-dvh flex-col px-5 py-6 sm:px-10">
      <header>
        <Wordmark />
      </header>
      <main id="main" className="mx-auto flex w-full max-w-lg flex-1 flex-col justify-center py-12">
        <p className="font-mono text-muted text-sm">404</p>
        <h1 className="mt-2 font-display text-4xl tracking-[-0.015em] sm:text-5xl">Page not found</h1>
        <p className="mt-4 text-muted">
          This page doesn't exist, or you don't have access. Check the address for typos.
        </p>
        <div className="mt-8 flex flex-wrap gap-3">
          <Link href="/settings/api-keys" className={buttonLook()}>
            Go to API keys
          </Link>
          <Link href="/" className={buttonLook({ tone: "plain" })}>
            Go to home page
          </Link>
        </div>
      </main>
    </div>
  );
}
