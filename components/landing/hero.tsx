import Link from "next/link";
import { FirstCall } from "#components/landing/first-call.tsx";
import { buttonLook } from "#components/ui/button.tsx";

export function Hero({ appUrl, signedIn }: { appUrl: string; signedIn: boolean }) {
  return (
    <section className="mx-auto grid w-full max-w-6xl items-center gap-12 px-5 pt-10 pb-20 sm:px-8 sm:pt-16 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)] lg:gap-16 lg:pb-28">
      <div>
        <h1 className="text-balance font-display text-[2.75rem] leading-[1.04] tracking-[-0.02em] sm:text-6xl">
          The front desk of your API
        </h1>
        <p className="mt-6 max-w-[46ch] text-pretty text-lg text-muted leading-relaxed">
          Sign up, create an API key and send your first request in under a minute. Then see your limits, your
          usage and why a request was refused, all in one place.
        </p>
        <div className="mt-9 flex flex-wrap gap-3">
          {signedIn ? (
            <Link href="/settings/api-keys" className={buttonLook({ size: "large" })}>
              Go to your API keys
            </Link>
          ) : (
            <>
              <Link href="/signup" className={buttonLook({ size: "large" })}>
                Create account
              </Link>
              <Link href="/login" className={buttonLook({ tone: "plain", size: "large" })}>
                Log in
              </Link>
            </>
          )}
        </div>
      </div>
      <FirstCall appUrl={appUrl} />
    </section>
  );
}
