import Link from "next/link";
import { Wordmark } from "#components/brand/wordmark.tsx";
import { buttonLook } from "#components/ui/button.tsx";

export function SiteHeader({ signedIn }: { signedIn: boolean }) {
  return (
    <header className="mx-auto flex h-18 w-full max-w-6xl items-center justify-between gap-4 px-5 sm:px-8">
      <Wordmark />
      <nav aria-label="Account" className="flex items-center gap-1 sm:gap-2">
        {signedIn ? (
          <Link href="/settings/api-keys" className={buttonLook({ size: "small" })}>
            Your API keys
          </Link>
        ) : (
          <>
            <Link href="/login" className={buttonLook({ tone: "ghost", size: "small" })}>
              Log in
            </Link>
            <Link href="/signup" className={buttonLook({ size: "small" })}>
              Sign up
            </Link>
          </>
        )}
      </nav>
    </header>
  );
}
