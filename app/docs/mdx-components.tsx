import { type ComponentProps, isValidElement, type ReactNode } from "react";
import { siteValues } from "#app/docs/site-values.ts";
import { CodeBlock } from "#components/docs/code-block.tsx";
import { InlineCode, ProseLink, prose } from "#components/docs/prose.tsx";
import { fillIn, type SiteValues } from "#lib/docs/placeholders.ts";

type CodeProps = { className?: string; "data-meta"?: string; children?: string };

/** What the elements of an MDX file become. Without values, placeholders stay as they are. */
export function mdxComponents(values: SiteValues | null) {
  const fill = (text: string) => (values ? fillIn(text, values) : text);
  return {
    ...prose,
    a: ({ href, children }: ComponentProps<"a">) => (
      <ProseLink href={href && fill(href)}>{filled(children)}</ProseLink>
    ),
    code: ({ children }: { children?: ReactNode }) => <InlineCode>{filled(children)}</InlineCode>,
    pre: ({ children }: { children?: ReactNode }) => {
      const {
        className = "",
        children: code = "",
        ...rest
      } = isValidElement<CodeProps>(children) ? children.props : {};
      return (
        <CodeBlock
          code={fill(code).trimEnd()}
          language={className.replace("language-", "")}
          isRun={wordsOf(rest).includes("run")}
        />
      );
    },
    OperatorName,
  };

  function filled(children: ReactNode): ReactNode {
    return typeof children === "string" ? fill(children) : children;
  }
}

async function OperatorName() {
  return (await siteValues()).operator;
}

const wordsOf = ({ "data-meta": meta = "" }: CodeProps) => meta.split(" ");
