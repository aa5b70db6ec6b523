import Link from "next/link";
import type { Brand } from "#components/brand/use-brand.tsx";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { FirstCall } from "#components/landing/first-call.tsx";
import { buttonLook } from "#components/ui/button.tsx";

export type HeroProps = {
  brand: Brand;
  api: ExampleApi;
  /** The rate limit of the plan that new workspaces get. */
  perMinute: number | null;
  /** Of the user who is logged in. */
  email: string | null;
  signup: "open" | "invite" | "approval" | "closed";
};

export function Hero({ brand, api, perMinute, email, signup }: HeroProps) {
  const { name, named, docsUrl } = brand;
  return (
    <section className="mx-auto grid w-full max-w-6xl items-center gap-12 px-5 pt-10 pb-16 sm:px-8 sm:pt-16 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)] lg:gap-16 lg:pb-24">
      <div className="min-w-0">
        <h1 className="wrap-anywhere text-balance font-display text-[2.75rem] leading-[1.04] tracking-[-0.02em] sm:text-6xl">
          {named ? `Build with ${name}` : "The front desk of your API"}
        </h1>
        <p className="mt-6 max-w-[46ch] text-pretty text-lg text-muted leading-relaxed">
          Create an API key and send your first request in under a minute. Then see your limits, your usage
          and why a request was refused, all in one place.
        </p>
        <div className="mt-9 flex flex-wrap gap-3">
          {email === null ? <Door signup={signup} /> : <KeysLink />}
          <a href={docsUrl ?? "/docs"} className={buttonLook({ tone: "plain", size: "large" })}>
            Read the docs
          </a>
        </div>
        <p className="mt-4 break-words text-muted text-sm">
          {email === null ? wordsOf(signup) : `Logged in as ${email}`}
        </p>
      </div>
      <FirstCall api={api} perMinute={perMinute} />
    </section>
  );
}

const KeysLink = () => (
  <Link href="/settings/api-keys" className={buttonLook({ size: "large" })}>
    Go to your API keys
  </Link>
);

/** The header has the log-in, too. */
function Door({ signup }: Pick<HeroProps, "signup">) {
  const open = signup === "open" || signup === "approval";
  return (
    <Link href={open ? "/signup" : "/login"} className={buttonLook({ size: "large" })}>
      {open ? "Create account" : "Log in"}
    </Link>
  );
}

function wordsOf(signup: HeroProps["signup"]): string | null {
  if (signup === "invite") return "New accounts need an invitation.";
  if (signup === "closed") return "Sign-up is closed at the moment.";
  return signup === "approval" ? "New accounts are checked before they can be used." : null;
}
