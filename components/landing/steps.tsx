const steps = [
  {
    title: "Sign up",
    text: "With an e-mail address and a password. One click in the mail confirms that the address is yours.",
  },
  {
    title: "Make a key",
    text: "Name it, choose live or test, tick the scopes it needs. Its secret is shown once; only a hash is kept.",
  },
  {
    title: "Send it along",
    text: "In X-API-Key or as a Bearer token. Every answer says what is left of the limit and which request it was.",
  },
];

export function Steps() {
  return (
    <section aria-labelledby="steps" className="border-y bg-surface">
      <div className="mx-auto w-full max-w-6xl px-5 py-16 sm:px-8 sm:py-20">
        <h2 id="steps" className="font-display text-3xl tracking-[-0.01em] sm:text-4xl">
          From nothing to a first request
        </h2>
        <ol className="mt-10 grid gap-8 sm:grid-cols-3 sm:gap-10">
          {steps.map((step, index) => (
            <li key={step.title} className="border-brass border-t-2 pt-5">
              <p className="font-mono text-muted text-sm tabular-nums">{index + 1}</p>
              <h3 className="mt-1 font-medium text-lg">{step.title}</h3>
              <p className="mt-2 text-pretty text-muted">{step.text}</p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
