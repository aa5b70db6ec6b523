import { textLinkLook } from "#components/ui/text-link.tsx";

/** Below the button that creates an account. Nothing if the operator has no terms. Rendered on the server only. */
export function TermsNote({ url }: { url: string | null }) {
  if (!url) return null;
  return (
    <p className="text-pretty text-muted text-sm">
      By creating an account, you agree to the{" "}
      <a href={url} className={textLinkLook}>
        terms of service
      </a>
      .
    </p>
  );
}
