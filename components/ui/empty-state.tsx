import type { ReactNode } from "react";

export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <p className="text-balance font-medium text-base">{title}</p>
      <p className="mt-1.5 max-w-[44ch] text-balance text-muted text-sm">{children}</p>
      {action ? <div className="mt-5">{action}</div> : null}
    </div>
  );
}
