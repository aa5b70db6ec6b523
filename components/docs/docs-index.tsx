import Link from "next/link";

export interface IndexSection {
  title: string;
  forOperators: boolean;
  pages: { name: string; title: string; description: string }[];
}

type DocsIndexProps = { title: string; introduction: string; sections: IndexSection[] };

/** The first page of the documentation: every page with what it is about. */
export function DocsIndex({ title, introduction, sections }: DocsIndexProps) {
  return (
    <main id="main" className="mt-8 min-w-0 flex-1 lg:mt-0">
      <h1 className="text-balance font-display text-4xl leading-tight tracking-[-0.015em]">{title}</h1>
      <p className="mt-3 max-w-[60ch] text-pretty text-lg text-muted leading-relaxed">{introduction}</p>
      {sections.map((section) => (
        <section key={section.title} className="mt-10">
          <h2 className="font-display text-2xl tracking-[-0.01em]">{section.title}</h2>
          {section.forOperators ? (
            <p className="mt-1 text-muted text-sm">For the operator of this site.</p>
          ) : null}
          <ul className="mt-4 grid gap-4 sm:grid-cols-2">
            {section.pages.map((page) => (
              <li key={page.name}>
                <Link
                  href={`/docs/${page.name}`}
                  prefetch={false}
                  className="block h-full rounded-xl border bg-surface px-4 py-3 hover:border-brass"
                >
                  <span className="font-medium">{page.title}</span>
                  <span className="mt-1 block text-pretty text-muted text-sm">{page.description}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}
