import Link from "next/link";

const promises = [
  {
    title: "Exact limits",
    text: "At most so many accepted requests in any window, however many arrive at once, and also across a crash. A refused request takes nothing from you.",
  },
  {
    title: "Revoked means dead",
    text: "When the revoke call returns, the key already answers 401. There is no cache to wait for and no stale minute.",
  },
  {
    title: "One process",
    text: "Accounts, keys, limits and this page are one self-hosted process with one database file. Your data stays where you put it.",
  },
  {
    title: "Refusals that explain themselves",
    text: "A stable code, a sentence that says what to do, and a request id to quote. The log shows every refusal beside what was accepted.",
  },
];

export function Promises() {
  return (
    <section aria-labelledby="promises" className="mx-auto w-full max-w-6xl px-5 py-16 sm:px-8 sm:py-24">
      <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)] lg:gap-16">
        <div>
          <h2 id="promises" className="font-display text-3xl tracking-[-0.01em] sm:text-4xl">
            What is promised
          </h2>
          <p className="mt-4 text-muted">
            Every failure has its own entry in the{" "}
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
          {promises.map((promise) => (
            <div key={promise.title}>
              <dt className="font-medium text-lg">{promise.title}</dt>
              <dd className="mt-2 text-pretty text-muted">{promise.text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
