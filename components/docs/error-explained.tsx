import type { ReactNode } from "react";
import { CodeBlock } from "#components/docs/code-block.tsx";
import { prose } from "#components/docs/prose.tsx";

type ErrorExplainedProps = {
  cause: string;
  fix: string;
  reasons?: Record<string, string> | undefined;
  request: string;
  response: string;
};

/** What an error code means, what to do, and an example. */
export function ErrorExplained({ cause, fix, reasons, request, response }: ErrorExplainedProps) {
  return (
    <>
      <Part id="cause" title="Cause">
        <prose.p>{cause}</prose.p>
      </Part>
      <Part id="fix" title="Fix">
        <prose.p>{fix}</prose.p>
      </Part>
      {reasons ? (
        <Part id="reasons" title="Reasons">
          <dl className="mt-4 divide-y border-y text-sm">
            {Object.entries(reasons).map(([reason, meaning]) => (
              <div
                key={reason}
                id={reason}
                className="grid gap-x-6 py-2.5 sm:grid-cols-[13rem_minmax(0,1fr)]"
              >
                <dt className="break-all font-mono text-compact">{reason}</dt>
                <dd className="text-muted">{meaning}</dd>
              </div>
            ))}
          </dl>
        </Part>
      ) : null}
      <Part id="example" title="Example">
        <CodeBlock code={request} language="http" />
        <CodeBlock code={response} language="http" />
      </Part>
    </>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section>
      <prose.h2 id={id}>{title}</prose.h2>
      {children}
    </section>
  );
}
