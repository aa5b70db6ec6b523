import { Sign } from "#components/brand/sign.tsx";
import { signLook } from "#components/brand/sign-look.ts";
import { buttonLook } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";

// Plain links: the page for unknown addresses has them, which every page loads, and Next's would be in that code twice.
type SiteHeaderProps = {
  signedIn: boolean;
  operator?: boolean;
  /** Over pages that take the whole width. */
  wide?: boolean;
};

export function SiteHeader({ signedIn, operator = false, wide = false }: SiteHeaderProps) {
  return (
    <header
      className={classNames(
        "mx-auto flex h-18 w-full items-center justify-between gap-4 px-5 sm:px-8",
        !wide && "max-w-6xl",
      )}
    >
      <a href="/" className={signLook}>
        <Sign />
      </a>
      <nav aria-label="Site" className="flex shrink-0 items-center gap-1 sm:gap-2">
        {/* On phones, the name needs the room, and the footer has this link, too. */}
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
