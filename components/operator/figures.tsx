import Link from "next/link";
import type { ReactNode } from "react";
import { number } from "#components/charts/chart-text.ts";

/** Large numbers beside each other. */
export const Figures = ({ children }: { children: ReactNode }) => (
  <dl className="grid grid-cols-2 gap-x-6 gap-y-6 sm:grid-cols-4">{children}</dl>
);

type FigureProps = {
  name: string;
  value: number;
  /** Below the number. */
  note?: ReactNode;
  /** The list that is counted. */
  href?: string;
  /** Somebody has to do something about it. */
  urgent?: boolean;
};

/** A number, which links to the list that it counts. */
export function Figure({ name, value, note, href, urgent = false }: FigureProps) {
  const figure = (
    <span
      className={`break-words font-display text-3xl leading-none tabular-nums ${urgent ? "text-brass-deep" : ""}`}
    >
      {number.format(value)}
    </span>
  );
  return (
    <div className="min-w-0">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="mt-1">
        {href ? (
          <Link
            href={href}
            aria-label={`${name}: ${number.format(value)}`}
            className="inline-block rounded-sm underline decoration-brass decoration-2 underline-offset-4 hover:decoration-foreground"
          >
            {figure}
          </Link>
        ) : (
          figure
        )}
        {note ? <span className="mt-2 block text-muted text-xs tabular-nums">{note}</span> : null}
      </dd>
    </div>
  );
}
