import type { ReactNode } from "react";
import { Notice } from "#components/ui/notice.tsx";

/** What is wrong with the whole form. The live region is always there, so that its first text is announced. */
export function FormSummary({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="contents">
      {children ? <Notice tone="danger">{children}</Notice> : null}
    </div>
  );
}
