"use client";

import { lazyPart } from "#components/ui/lazy.tsx";

const ScalarReference = lazyPart(() =>
  import("#components/docs/scalar-reference.tsx").then((module) => module.ScalarReference),
);

/** The API reference. Its code is large and only this page needs it, so it is loaded after the page. */
export function ApiReference() {
  return (
    <div className="min-h-[80dvh] border-t">
      <ScalarReference />
    </div>
  );
}
