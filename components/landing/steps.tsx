const steps = [
  {
    title: "Sign up",
    text: "Enter your email and a password, then verify your email with the link we send you.",
  },
  {
    title: "Create a key",
    text: "Name it, choose live or test, and select the scopes it needs. The secret is shown once; we store only its hash.",
  },
  {
    title: "Make a request",
    text: "Send the key in X-API-Key or as a Bearer token. Every response comes with your remaining limit and a request ID.",
  },
];

export function Steps() {
  return (
    <section aria-labelledby="steps" className="border-t">
      <div className="mx-auto w-full max-w-6xl px-5 py-16 sm:px-8 sm:py-20">
        <h2 id="steps" className="text-balance font-display text-3xl tracking-[-0.01em] sm:text-4xl">
          From sign-up to first request
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
