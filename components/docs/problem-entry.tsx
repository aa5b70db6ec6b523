export type ProblemKind = { status: number; title: string; detail: string; reasons?: Record<string, string> };

export function ProblemEntry({ code, problem }: { code: string; problem: ProblemKind }) {
  return (
    <div
      id={code}
      className="grid scroll-mt-20 gap-x-10 gap-y-2 py-5 target:bg-brass-wash target:shadow-[-1rem_0_0_var(--brass-wash),1rem_0_0_var(--brass-wash)] lg:grid-cols-[18rem_minmax(0,1fr)]"
    >
      <dt>
        <a href={`#${code}`} className="break-all font-medium font-mono text-sm hover:underline">
          {code}
        </a>
      </dt>
      <dd className="min-w-0">
        <p className="font-medium">{problem.title}</p>
        <p className="mt-1 text-muted">{problem.detail}</p>
        {problem.reasons ? (
          <ul className="mt-3 grid gap-1.5 border-l-2 pl-4 text-sm">
            {Object.entries(problem.reasons).map(([reason, meaning]) => (
              <li key={reason} className="text-muted">
                <code className="mr-2 text-[0.9375em] text-foreground">{reason}</code>
                {meaning}
              </li>
            ))}
          </ul>
        ) : null}
      </dd>
    </div>
  );
}
