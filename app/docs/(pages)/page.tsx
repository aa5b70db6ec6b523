import type { Metadata } from "next";
import { siteValues } from "#app/docs/site-values.ts";
import { DocsIndex } from "#components/docs/docs-index.tsx";
import { docsPages } from "#lib/docs/pages.ts";

export const metadata: Metadata = {
  title: "Documentation",
  description: "Guides and reference for developers.",
};

export default async function DocsIndexPage() {
  const { operator } = await siteValues();
  const sections = [...Map.groupBy(docsPages(), ({ section }) => section)].map(([title, pages]) => ({
    title,
    forOperators: pages.some(({ forOperators }) => forOperators),
    pages: pages.map(({ name, title, description }) => ({ name, title, description })),
  }));
  return (
    <DocsIndex
      title="Documentation"
      introduction={`How to get a key, send requests to ${operator}, and handle limits and errors.`}
      sections={sections}
    />
  );
}
