import type { ComponentProps, ReactNode } from "react";
import { textLinkLook } from "#components/ui/text-link.tsx";

/** The elements of a page's text in the look of the site. */
export const prose = {
  // The page shows the title of the front matter.
  h1: () => null,
  p: (props: ComponentProps<"p">) => <p className="mt-4 max-w-[68ch] text-pretty leading-7" {...props} />,
  h2: ({ id, children }: ComponentProps<"h2">) => (
    <h2 id={id} className="mt-12 scroll-mt-8 font-display text-2xl tracking-[-0.01em]">
      <HeadingLink id={id}>{children}</HeadingLink>
    </h2>
  ),
  h3: ({ id, children }: ComponentProps<"h3">) => (
    <h3 id={id} className="mt-8 scroll-mt-8 font-medium text-lg">
      <HeadingLink id={id}>{children}</HeadingLink>
    </h3>
  ),
  ul: (props: ComponentProps<"ul">) => (
    <ul
      className="mt-4 grid max-w-[68ch] grid-cols-[minmax(0,1fr)] list-disc gap-2 pl-5 leading-7 marker:text-brass"
      {...props}
    />
  ),
  ol: (props: ComponentProps<"ol">) => (
    <ol
      className="mt-4 grid max-w-[68ch] grid-cols-[minmax(0,1fr)] list-decimal gap-2 pl-5 leading-7 marker:text-muted"
      {...props}
    />
  ),
  strong: (props: ComponentProps<"strong">) => <strong className="font-semibold" {...props} />,
  hr: () => <hr className="mt-10" />,
  blockquote: (props: ComponentProps<"blockquote">) => (
    <blockquote
      className="mt-6 max-w-[68ch] rounded-r-lg border-brass border-l-2 bg-brass-wash px-5 pt-px pb-4"
      {...props}
    />
  ),
  table: (props: ComponentProps<"table">) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <figure tabIndex={0} className="latchkey-scroll-hint mt-6 overflow-x-auto [--beneath:var(--background)]">
      {/* A column is as wide as its longest name, which must not be cut in two. */}
      <table
        className="w-full border-collapse text-left text-sm [&_code]:[overflow-wrap:normal]"
        {...props}
      />
    </figure>
  ),
  // A heading without text would be one for screen readers, too.
  th: ({ children, ...rest }: ComponentProps<"th">) =>
    children ? (
      <th
        className="first-letter:uppercase border-line-strong border-b py-2 pr-6 align-bottom font-medium"
        {...rest}
      >
        {children}
      </th>
    ) : (
      <td className="border-line-strong border-b" />
    ),
  td: (props: ComponentProps<"td">) => (
    <td className="min-w-36 border-b py-2.5 pr-6 align-top last:pr-0" {...props} />
  ),
};

function HeadingLink({ id, children }: { id: string | undefined; children: ReactNode }) {
  return (
    <a href={`#${id}`} className="hover:underline hover:decoration-brass hover:decoration-2">
      {children}
    </a>
  );
}

/** Code within a sentence. */
export function InlineCode({ children }: { children: ReactNode }) {
  return (
    <code className="rounded bg-line/60 box-decoration-clone px-1 py-0.5 font-mono text-[0.875em] [overflow-wrap:anywhere]">
      {typeof children === "string" ? unbroken(children) : children}
    </code>
  );
}

/** Browsers end a line after a hyphen, which would tear `--flag` and `X-API-Key` apart. */
const unbroken = (text: string) =>
  text.split(/( )/).map((word, at) =>
    word.includes("-") ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words of a text stay in their order
      <span key={at} className="inline-block">
        {word}
      </span>
    ) : (
      word
    ),
  );

/** A link in a page's text. Links to other sites open in the same tab, like all others. */
export function ProseLink({ href = "", children }: { href?: string | undefined; children: ReactNode }) {
  return (
    <a href={href} className={textLinkLook}>
      {children}
    </a>
  );
}
