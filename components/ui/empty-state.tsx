import type { ReactNode } from "react";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";

export function EmptyState({
  title,
  children,
  action,
  failed = false,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** Nothing is empty: it couldn't be loaded. */
  failed?: boolean;
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      {failed ? null : <EmptyPicture seed={title} />}
      <p className="text-balance font-medium text-base">{title}</p>
      <p className="mt-1.5 max-w-[44ch] text-balance text-muted text-sm">{children}</p>
      {action ? <div className="mt-5">{action}</div> : null}
    </div>
  );
}

/** A key that isn't there yet. Each seed draws another one. */
export function EmptyPicture({ seed }: { seed: string }) {
  return (
    <div aria-hidden="true" className="mb-5 flex items-center gap-3 text-brass">
      <span className="h-px w-8 bg-line-strong" />
      <KeyGlyph seed={seed} outline className="h-5 w-[3.75rem]" />
      <span className="h-px w-8 bg-line-strong" />
    </div>
  );
}
