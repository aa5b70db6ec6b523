import { ProblemEntry, type ProblemKind } from "#components/docs/problem-entry.tsx";

/** All error codes by their status. Each entry has the code as its anchor. */
export function ErrorReference({ problems }: { problems: Record<string, ProblemKind> }) {
  const byStatus = Map.groupBy(Object.entries(problems), ([, problem]) => problem.status);
  const statuses = [...byStatus].sort(([a], [b]) => a - b);
  return (
    <>
      <nav aria-label="By status" className="mt-8 flex flex-wrap gap-2">
        {statuses.map(([status]) => (
          <a
            key={status}
            href={`#status-${status}`}
            className="rounded-md border border-line-strong bg-surface px-3 py-1.5 font-mono text-sm tabular-nums hover:border-brass"
          >
            {status}
          </a>
        ))}
      </nav>
      {statuses.map(([status, entries]) => (
        <section key={status} aria-labelledby={`status-${status}`} className="mt-12">
          <h2
            id={`status-${status}`}
            className="scroll-mt-8 border-brass border-b-2 pb-2 font-mono text-xl tabular-nums"
          >
            {status}
          </h2>
          <dl className="divide-y">
            {entries.map(([code, problem]) => (
              <ProblemEntry key={code} code={code} problem={problem} />
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
