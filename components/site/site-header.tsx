import { Sign } from "#components/brand/sign.tsx";
import { signLook } from "#components/brand/sign-look.ts";
import { buttonLook } from "#components/ui/button.tsx";

// Plain links: the page for unknown addresses has them, which every page loads, and Next's would be in that code twice.
type SiteHeaderProps = { signedIn: boolean; operator?: boolean };

export function SiteHeader({ signedIn, operator = false }: SiteHeaderProps) {
  return (
    <header className="mx-auto flex h-18 w-full max-w-6xl items-center justify-between gap-4 px-5 sm:px-8">
      <a href="/" className={signLook}>
        <Sign />
      </a>
      <nav aria-label="Account" className="flex shrink-0 items-center gap-1 sm:gap-2">
        {/* On a phone, the footer has it. */}
        <a href="/docs" className={buttonLook({ tone: "ghost", size: "small", className: "max-sm:hidden" })}>
          Docs
        </a>
        {operator ? (
          <a href="/operator" className={buttonLook({ tone: "ghost", size: "small" })}>
            Operator desk
          </a>
        ) : null}
        {signedIn ? (
          <a href="/settings/api-keys" className={buttonLook({ size: "small" })}>
            Your API keys
          </a>
        ) : (
          <>
            <a href="/login" className={buttonLook({ tone: "ghost", size: "small" })}>
              Log in
            </a>
            <a href="/signup" className={buttonLook({ size: "small" })}>
              Sign up
            </a>
          </>
        )}
      </nav>
    </header>
  );
}
