import type { ReactNode } from "react";

export function PageHeading({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-5">
      <div className="min-w-0 flex-1 basis-80">
        <h1 className="font-display text-4xl leading-none tracking-[-0.015em]">{title}</h1>
        <p className="mt-3 max-w-[60ch] text-pretty text-muted">{children}</p>
      </div>
      {action}
    </div>
  );
}
