import { type CodePart, codeParts } from "#components/code/code-parts.ts";

/** The colors on a dark panel, and on the surface of a card or dialog. */
const LOOKS = {
  desk: { comment: "text-on-desk-muted", string: "text-brass print:text-brass-deep" },
  surface: { comment: "text-muted", string: "text-brass-deep" },
};

type HighlightedCodeProps = { code: string; language: string; on: keyof typeof LOOKS };

/** Code whose comments and strings have a color of their own. */
export const HighlightedCode = (props: HighlightedCodeProps) => (
  <code>
    <HighlightedParts {...props} />
  </code>
);

/** The same for a part of a `code` element. */
export const HighlightedParts = ({ code, language, on }: HighlightedCodeProps) =>
  codeParts(code, language).map((part, at) => colored(part, at, LOOKS[on]));

const colored = ({ kind, text }: CodePart, at: number, look: Record<"comment" | "string", string>) =>
  kind === "plain" ? (
    text
  ) : (
    <span key={at} className={look[kind]}>
      {text}
    </span>
  );
