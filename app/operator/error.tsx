"use client";

import { SectionFailed } from "#components/site/page-failed.tsx";

/** Inside the shell, so that the operator can go on to another page. */
export default function OperatorError({ error, retry }: { error: unknown; retry: () => void }) {
  return <SectionFailed error={error} retry={retry} />;
}
