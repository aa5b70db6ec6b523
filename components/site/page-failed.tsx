"use client";

import { Button } from "#components/ui/button.tsx";

/** `digest` names the entry in the server's log; the message itself stays there. */
export function PageFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <main id="main" className="mx-auto flex min-h-[70dvh] w-full max-w-lg flex-col justify-center px-5 py-12">
      <h1 className="font-display text-4xl tracking-[-0.015em]">This page did not load</h1>
      <p className="mt-4 text-muted">
        Nothing was changed. Try again; should it stay like this, tell the operator.
      </p>
      {digest ? <p className="mt-2 font-mono text-muted text-sm">Reference {digest}</p> : null}
      <Button className="mt-8 self-start" onClick={retry}>
        Try again
      </Button>
    </main>
  );
}
