import type { ReactNode } from "react";
import { Notice } from "#components/ui/notice.tsx";

/** Errors that belong to the whole form. Always rendered, so that screen readers announce the first one. */
export function FormSummary({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="contents">
      {children ? <Notice tone="danger">{children}</Notice> : null}
    </div>
  );
}
