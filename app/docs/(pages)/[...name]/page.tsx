import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { mdxComponents } from "#app/docs/mdx-components.tsx";
import { siteValues } from "#app/docs/site-values.ts";
import { DocsArticle } from "#components/docs/docs-article.tsx";
import { headingsOf } from "#lib/docs/headings.ts";
import { findPage, neighboursOf } from "#lib/docs/pages.ts";

type DocsPageProps = { params: Promise<{ name: string[] }> };

export async function generateMetadata({ params }: DocsPageProps): Promise<Metadata> {
  const { title, description } = await wantedPage(params);
  return { title, description };
}

export default async function DocsPage({ params }: DocsPageProps) {
  const { name, title, description, section, forOperators, markdown } = await wantedPage(params);
  const { default: Text } = await import(`../../../../content/docs/${name}.mdx`);
  const values = forOperators ? null : await siteValues();
  return (
    <DocsArticle
      name={name}
      title={title}
      description={description}
      section={section}
      headings={headingsOf(markdown)}
      {...neighboursOf(name)}
    >
      <Text components={mdxComponents(values)} />
    </DocsArticle>
  );
}

async function wantedPage(params: DocsPageProps["params"]) {
  const { name } = await params;
  const page = findPage(name.join("/"));
  if (!page || page.markdown === null) notFound();
  return { ...page, markdown: page.markdown };
}
