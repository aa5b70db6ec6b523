import Link from "next/link";

const reasons = [
  {
    title: "Exact limits",
    text: "Never more than your limit in any window, even under concurrency or after a crash. Refused requests don't count against your limit.",
  },
  {
    title: "Revocation is immediate",
    text: "As soon as the revoke call returns, the key gets 401. There's no cache to wait for.",
  },
  {
    title: "One process",
    text: "Accounts, keys, limits and this dashboard run in one self-hosted process with one database. Your data stays with you.",
  },
  {
    title: "Errors that explain themselves",
    text: "Every error has a stable code, a sentence that says what to do, and a request ID. The request log shows refused requests next to accepted ones.",
  },
];

export function WhyLatchkey() {
  return (
    <section aria-labelledby="why-latchkey" className="mx-auto w-full max-w-6xl px-5 py-16 sm:px-8 sm:py-24">
      <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] lg:gap-16">
        <div>
          <h2 id="why-latchkey" className="font-display text-3xl tracking-[-0.01em] sm:text-4xl">
            Why Latchkey
          </h2>
          <p className="mt-4 text-muted">
            Every error has its own entry in the{" "}
            <Link
              href="/docs/errors"
              className="text-foreground underline decoration-brass decoration-2 underline-offset-4"
            >
              error reference
            </Link>
            .
          </p>
        </div>
        <dl className="grid gap-x-12 gap-y-10 sm:grid-cols-2">
          {reasons.map((reason) => (
            <div key={reason.title}>
              <dt className="font-medium text-lg">{reason.title}</dt>
              <dd className="mt-2 text-pretty text-muted">{reason.text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
