import Link from "next/link";

export function SiteFooter({ signedIn }: { signedIn: boolean }) {
  return (
    <footer className="border-t">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-x-8 gap-y-3 px-5 py-8 text-muted text-sm sm:px-8">
        <p>Latchkey: the front desk of your API</p>
        <nav aria-label="Reference" className="flex gap-6">
          <Link href="/docs/errors" className="hover:text-foreground">
            Error reference
          </Link>
          {signedIn ? (
            <Link href="/settings/api-keys" className="hover:text-foreground">
              API keys
            </Link>
          ) : (
            <Link href="/login" className="hover:text-foreground">
              Log in
            </Link>
          )}
        </nav>
      </div>
    </footer>
  );
}
