export function SiteFooter({ signedIn }: { signedIn: boolean }) {
  return (
    <footer className="border-t">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-x-8 gap-y-3 px-5 py-8 text-muted text-sm sm:px-8">
        <p>Latchkey: the front desk of your API</p>
        <nav aria-label="Reference" className="flex gap-6">
          <a href="/docs/errors" className="hover:text-foreground">
            Error reference
          </a>
          {signedIn ? (
            <a href="/settings/api-keys" className="hover:text-foreground">
              API keys
            </a>
          ) : (
            <a href="/login" className="hover:text-foreground">
              Log in
            </a>
          )}
        </nav>
      </div>
    </footer>
  );
}
