import type { Brand } from "#components/brand/use-brand.tsx";

/** What the operator links: documentation, terms and support. */
export function BrandLinks({ brand: { docsUrl, termsUrl, supportEmail } }: { brand: Brand }) {
  const links = [
    ["API docs", docsUrl],
    ["Terms", termsUrl],
    ["Support", supportEmail && `mailto:${supportEmail}`],
  ] as const;
  return links.map(([name, href]) =>
    href ? (
      <a key={name} href={href} className="hover:text-foreground">
        {name}
      </a>
    ) : null,
  );
}
