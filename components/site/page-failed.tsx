"use client";

import { Button } from "#components/ui/button.tsx";

/** Shows the `digest` that identifies the error in the server's log. The message itself is not shown. */
export function PageFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <main id="main" className="mx-auto flex min-h-[70dvh] w-full max-w-lg flex-col justify-center px-5 py-12">
      <h1 className="font-display text-4xl tracking-[-0.015em]">This page didn't load</h1>
      <p className="mt-4 text-muted">Try again. If it keeps happening, contact support.</p>
      {digest ? <p className="mt-2 font-mono text-muted text-sm">Reference: {digest}</p> : null}
      <Button className="mt-8 self-start" onClick={retry}>
        Try again
      </Button>
    </main>
  );
}
