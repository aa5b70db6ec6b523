import type { ReactNode } from "react";
import { DocsNav, type NavSection } from "#components/docs/docs-nav.tsx";
import { SearchButton } from "#components/docs/search-button.tsx";
import { SiteFooter } from "#components/site/site-footer.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";

type DocsShellProps = { signedIn: boolean; sections: NavSection[]; children: ReactNode };

/** The frame of all pages of the documentation: header, search and navigation. */
export function DocsShell({ signedIn, sections, children }: DocsShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader signedIn={signedIn} />
      <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col px-5 pt-4 pb-20 sm:px-8 lg:flex-row lg:gap-10 lg:pt-8">
        <div className="print:hidden lg:sticky lg:top-8 lg:max-h-[calc(100dvh-4rem)] lg:w-52 lg:shrink-0 lg:self-start lg:overflow-y-auto lg:pr-2 lg:pb-8 lg:[mask-image:linear-gradient(to_bottom,black_calc(100%-2rem),transparent)]">
          <SearchButton />
          <details className="mt-3 rounded-lg border bg-surface lg:hidden">
            <summary className="px-4 py-2.5 font-medium text-sm">All pages</summary>
            <div className="px-4 pb-4">
              <DocsNav sections={sections} label="All pages" />
            </div>
          </details>
          <div className="mt-6 hidden lg:block">
            <DocsNav sections={sections} label="Documentation" />
          </div>
        </div>
        {children}
      </div>
      <SiteFooter signedIn={signedIn} />
    </div>
  );
}
