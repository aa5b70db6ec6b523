import Link from "next/link";

export type ProblemKind = { status: number; title: string; detail: string; reasons?: Record<string, string> };

/** A code in the list of all codes. Problems once pointed to its anchor, so it stays. */
export function ProblemEntry({ code, problem }: { code: string; problem: ProblemKind }) {
  return (
    <div
      id={code}
      className="grid scroll-mt-8 gap-x-8 gap-y-2 py-5 target:bg-brass-wash target:shadow-[-1rem_0_0_var(--brass-wash),1rem_0_0_var(--brass-wash)] lg:grid-cols-[15rem_minmax(0,1fr)]"
    >
      <dt>
        <Link
          href={`/docs/errors/${code}`}
          prefetch={false}
          className="wrap-anywhere font-medium font-mono text-sm underline decoration-brass underline-offset-4"
        >
          {code}
        </Link>
      </dt>
      <dd className="min-w-0">
        <p className="font-medium">{problem.title}</p>
        <p className="mt-1 text-muted">{problem.detail}</p>
      </dd>
    </div>
  );
}
