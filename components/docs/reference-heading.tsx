import { TextLink } from "#components/ui/text-link.tsx";

type ReferenceHeadingProps = { title: string; description: string; signedIn: boolean };

/** What the API reference is, and whose requests it sends. */
export function ReferenceHeading({ title, description, signedIn }: ReferenceHeadingProps) {
  return (
    <section aria-labelledby="reference" className="w-full px-5 pt-4 pb-8 sm:px-8">
      <p className="text-sm">
        <TextLink href="/docs">Docs</TextLink>
      </p>
      <h1 id="reference" className="mt-2 font-display text-4xl leading-tight tracking-[-0.015em]">
        {title}
      </h1>
      <p className="mt-3 max-w-[68ch] text-pretty text-muted">
        {description}{" "}
        {signedIn
          ? "Requests are sent with your login. To send them with a key, paste its secret below"
          : "To send requests, log in, or paste the secret of a key below"}
        : choose a key of the environment that you want to use. Secrets are shown only once, so this page
        can't fill one in. It isn't stored.
      </p>
      <p className="mt-3 text-sm">
        <TextLink href="/api/v1/openapi.json" prefetch={false}>
          OpenAPI document
        </TextLink>
      </p>
    </section>
  );
}
