"use client";

import { PageFailed } from "#components/site/page-failed.tsx";

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return <PageFailed error={error} retry={retry} />;
}
