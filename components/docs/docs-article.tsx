import { ArrowLeft, ArrowRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { TextLink } from "#components/ui/text-link.tsx";

interface Neighbour {
  name: string;
  title: string;
}

type DocsArticleProps = {
  name: string;
  title: string;
  description: string;
  section: string;
  headings?: { depth: 2 | 3; text: string; id: string }[];
  previous?: Neighbour | undefined;
  next?: Neighbour | undefined;
  children: ReactNode;
};

/** A page of the documentation, with its table of contents and links to the pages before and after it. */
export function DocsArticle({ headings = [], ...page }: DocsArticleProps) {
  const hasContents = headings.length > 1;
  return (
    // The column of the contents is there before they are: they come last, and the text must not become narrower then.
    <div
      className={classNames(
        "min-w-0 flex-1",
        hasContents && "xl:grid xl:grid-cols-[minmax(0,1fr)_11rem] xl:gap-8",
      )}
    >
      <main id="main" className="mt-8 min-w-0 lg:mt-0">
        <p className="text-brass-deep text-sm">{page.section}</p>
        <h1 className="mt-1 text-balance font-display text-4xl leading-tight tracking-[-0.015em]">
          {page.title}
        </h1>
        <p className="mt-3 max-w-[60ch] text-pretty text-lg text-muted leading-relaxed">{page.description}</p>
        {hasContents ? (
          <details className="mt-6 rounded-lg border bg-surface xl:hidden print:hidden">
            <summary className="px-4 py-2.5 font-medium text-sm">On this page</summary>
            <nav aria-label="On this page" className="px-4 pb-4 text-sm">
              <Contents headings={headings} />
            </nav>
          </details>
        ) : null}
        {page.children}
        <p className="mt-14 text-muted text-sm print:hidden">
          <TextLink href={`/docs/${page.name}.md`} prefetch={false}>
            This page as Markdown
          </TextLink>
        </p>
        <Neighbours previous={page.previous} next={page.next} />
      </main>
      {hasContents ? (
        <nav
          aria-label="On this page"
          className="sticky top-8 hidden max-h-[calc(100dvh-4rem)] self-start overflow-y-auto text-sm xl:block print:hidden"
        >
          <p className="mb-2 font-medium">On this page</p>
          <Contents headings={headings} />
        </nav>
      ) : null}
    </div>
  );
}

function Contents({ headings }: { headings: NonNullable<DocsArticleProps["headings"]> }) {
  return (
    <ul className="border-l [scroll-target-group:auto]">
      {headings.map(({ id, text, depth }) => (
        <li key={id}>
          <a href={`#${id}`} className={classNames(contentsLook, depth === 3 ? "pl-6" : "pl-3")}>
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
}

// The browser itself marks the part that is on screen, where it knows how.
const contentsLook =
  "-ml-px block border-transparent border-l-2 py-0.5 text-muted hover:text-foreground focus-visible:-outline-offset-2 [&:target-current]:border-brass [&:target-current]:text-foreground";

function Neighbours({ previous, next }: Pick<DocsArticleProps, "previous" | "next">) {
  return (
    <nav
      aria-label="Previous and next page"
      className="mt-6 grid gap-4 border-t pt-6 print:hidden sm:grid-cols-2"
    >
      {previous ? (
        <Link href={`/docs/${previous.name}`} prefetch={false} className={neighbourLook}>
          <span className="flex items-center gap-1.5 text-muted text-sm">
            <ArrowLeft className="size-3.5" aria-hidden /> Previous
          </span>
          <span className="mt-0.5 block font-medium">{previous.title}</span>
        </Link>
      ) : (
        <span />
      )}
      {next ? (
        <Link href={`/docs/${next.name}`} prefetch={false} className={`${neighbourLook} sm:text-right`}>
          <span className="flex items-center gap-1.5 text-muted text-sm sm:justify-end">
            Next <ArrowRight className="size-3.5" aria-hidden />
          </span>
          <span className="mt-0.5 block font-medium">{next.title}</span>
        </Link>
      ) : null}
    </nav>
  );
}

const neighbourLook = "rounded-xl border bg-surface px-4 py-3 hover:border-brass";
