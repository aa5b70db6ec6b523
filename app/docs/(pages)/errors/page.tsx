import type { Metadata } from "next";
import { DocsArticle } from "#components/docs/docs-article.tsx";
import { ErrorReference } from "#components/docs/error-reference.tsx";
import { findPage, neighboursOf } from "#lib/docs/pages.ts";
import { problems } from "#lib/problems.ts";

const page = findPage("errors")!;

export const metadata: Metadata = { title: page.title, description: page.description };

export default function ErrorsPage() {
  const { name, title, description, section } = page;
  return (
    <DocsArticle {...{ name, title, description, section }} {...neighboursOf(name)}>
      <ErrorReference problems={problems} />
    </DocsArticle>
  );
}
