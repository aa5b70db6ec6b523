import { Notice } from "#components/ui/notice.tsx";

/** On a new installation, for the person who runs it. */
export function BrandNote() {
  return (
    <div className="mx-auto w-full max-w-6xl px-5 pt-2 sm:px-8">
      <Notice tone="brass">
        <p className="text-pretty">
          <span className="font-medium">Make this page yours.</span> Set your name, color, logo and the
          address of your API, for example with{" "}
          <code className="wrap-anywhere text-compact">
            npm run cli -- settings set --name "Acme" --accent "#4f46e5" --api https://api.acme.example
          </code>
          . Only you see this note: it's shown on this machine, and to operators.
        </p>
      </Notice>
    </div>
  );
}
