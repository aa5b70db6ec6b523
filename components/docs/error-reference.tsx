import { ProblemEntry, type ProblemKind } from "#components/docs/problem-entry.tsx";
import { SiteFooter } from "#components/site/site-footer.tsx";
import { SiteHeader } from "#components/site/site-header.tsx";

const example = `HTTP/1.1 401 Unauthorized
content-type: application/problem+json
request-id: req_…

{
  "type": "…/docs/errors#invalid_api_key",
  "title": "Invalid API key",
  "status": 401,
  "code": "invalid_api_key",
  "reason": "revoked",
  "detail": "…",
  "request_id": "req_…"
}`;

export function ErrorReference({
  problems,
  signedIn,
}: {
  problems: Record<string, ProblemKind>;
  signedIn: boolean;
}) {
  const byStatus = Map.groupBy(Object.entries(problems), ([, problem]) => problem.status);
  const statuses = [...byStatus].sort(([a], [b]) => a - b);
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader signedIn={signedIn} />
      <main id="main" className="mx-auto w-full max-w-6xl flex-1 px-5 pt-8 pb-20 sm:px-8">
        <h1 className="font-display text-4xl tracking-[-0.015em] sm:text-5xl">Error reference</h1>
        <div className="mt-6 grid items-start gap-8 lg:grid-cols-2 lg:gap-16">
          <div>
            <p className="max-w-[60ch] text-pretty text-muted">
              Every error is{" "}
              <span className="font-mono text-[0.875em] text-foreground">application/problem+json</span>. In
              your code, check <code className="text-[0.875em] text-foreground">code</code> and{" "}
              <code className="text-[0.875em] text-foreground">reason</code>: they never change. Show people{" "}
              <code className="text-[0.875em] text-foreground">detail</code>: it says what to do. Include the
              request ID when you contact support.
            </p>
            <nav aria-label="By status" className="mt-8 flex max-w-md flex-wrap gap-2">
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
          </div>
          <pre className="whitespace-pre-wrap break-words rounded-xl bg-desk p-5 font-mono text-compact text-on-desk leading-6">
            <code>{example}</code>
          </pre>
        </div>
        {statuses.map(([status, entries]) => (
          <section key={status} aria-labelledby={`status-${status}`} className="mt-14">
            <h2
              id={`status-${status}`}
              className="border-brass border-b-2 pb-2 font-mono text-xl tabular-nums"
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
      </main>
      <SiteFooter signedIn={signedIn} />
    </div>
  );
}
