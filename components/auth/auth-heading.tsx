import type { ReactNode } from "react";

export function AuthHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-8">
      <h1 className="text-balance font-display text-[2.25rem] leading-[1.1] tracking-[-0.015em]">{title}</h1>
      {children ? <p className="mt-3 text-pretty text-muted">{children}</p> : null}
    </div>
  );
}
