"use client";

import { Sign } from "#components/brand/sign.tsx";
import { signLook } from "#components/brand/sign-look.ts";
import { Support } from "#components/brand/support.tsx";
import { Button, buttonLook } from "#components/ui/button.tsx";

type FailedProps = { error: unknown; retry: () => void };

// Its links load a new page, because whatever failed may be in memory. And every page loads this, so it must be small.
export function PageFailed(props: FailedProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex h-18 w-full max-w-6xl items-center px-5 sm:px-8">
        <a href="/" className={signLook}>
          <Sign />
        </a>
      </header>
      <main
        id="main"
        className="mx-auto flex w-full max-w-6xl flex-1 flex-col justify-center px-5 py-16 sm:px-8"
      >
        <SectionFailed {...props} />
      </main>
    </div>
  );
}

/** In place of a page's content. Shows the `digest` that identifies the error in the server's log, not the message itself. */
export function SectionFailed({ error, retry }: FailedProps) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <>
      <h1 className="font-display text-4xl tracking-[-0.015em] sm:text-5xl">This page didn't load</h1>
      <p className="mt-4 max-w-[46ch] text-pretty text-muted">
        Check your connection and try again. If it keeps happening, contact <Support />
        {digest ? " with this reference" : ""}.
      </p>
      {digest ? <p className="mt-3 font-mono text-muted text-sm">{digest}</p> : null}
      <div className="mt-8 flex flex-wrap gap-3">
        <Button onClick={retry}>Try again</Button>
        <a href="/" className={buttonLook({ tone: "plain" })}>
          Go to home page
        </a>
      </div>
    </>
  );
}
