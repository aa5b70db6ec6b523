import { Fragment, type ReactNode } from "react";
import { CodeBlock } from "#components/docs/code-block.tsx";
import { InlineCode, prose } from "#components/docs/prose.tsx";

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
        <Text>{cause}</Text>
      </Part>
      <Part id="fix" title="Fix">
        <Text>{fix}</Text>
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
                <dt className="wrap-anywhere font-mono text-compact">{reason}</dt>
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

/** A paragraph. What is between backticks is code. */
function Text({ children }: { children: string }) {
  const parts = children.split("`").map((part, index) => ({ part, isCode: index % 2 === 1, id: index }));
  return (
    <prose.p>
      {parts.map(({ part, isCode, id }) =>
        isCode ? <InlineCode key={id}>{part}</InlineCode> : <Fragment key={id}>{part}</Fragment>,
      )}
    </prose.p>
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
