import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DocsArticle } from "#components/docs/docs-article.tsx";
import { ErrorExplained } from "#components/docs/error-explained.tsx";
import { env } from "#env.ts";
import { errorGuides, exampleResponse, isProblemCode } from "#lib/docs/errors/guides.ts";
import { problems } from "#lib/problems.ts";

type ErrorPageProps = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: ErrorPageProps): Promise<Metadata> {
  const code = await wantedCode(params);
  return { title: `${code} error`, description: problems[code].detail };
}

export default async function ErrorPage({ params }: ErrorPageProps) {
  const code = await wantedCode(params);
  const { status, title, detail, reasons } = problems[code];
  const { cause, fix, request } = errorGuides[code];
  return (
    <DocsArticle
      name={`errors/${code}`}
      title={title}
      description={detail}
      section={`${status} ${code}`}
      previous={{ name: "errors", title: "Error codes" }}
    >
      <ErrorExplained
        cause={cause}
        fix={fix}
        reasons={reasons}
        request={request}
        response={exampleResponse(code, env.appUrl)}
      />
    </DocsArticle>
  );
}

async function wantedCode(params: ErrorPageProps["params"]) {
  const { code } = await params;
  return isProblemCode(code) ? code : notFound();
}
