import { Notice } from "#components/ui/notice.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

/** On a new installation, for the person who runs it. */
export function BrandNote() {
  return (
    <div className="mx-auto w-full max-w-6xl px-5 pt-2 sm:px-8">
      <Notice tone="brass">
        <p className="text-pretty">
          <span className="font-medium">Make this page yours.</span> Set your name, color, logo and the
          address of your API in the <TextLink href="/operator/settings">operator's settings</TextLink>. This
          note is only shown on this machine, and to operators.
        </p>
      </Notice>
    </div>
  );
}
