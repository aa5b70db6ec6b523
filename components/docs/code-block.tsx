import { HighlightedCode } from "#components/code/highlighted-code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

const LANGUAGES: Record<string, string> = {
  sh: "Shell",
  bash: "Shell",
  shell: "Shell",
  js: "JavaScript",
  mjs: "JavaScript",
  javascript: "JavaScript",
  ts: "TypeScript",
  py: "Python",
  python: "Python",
  go: "Go",
  rust: "Rust",
  nginx: "nginx",
  caddy: "Caddy",
  caddyfile: "Caddy",
  haproxy: "HAProxy",
  yaml: "YAML",
  yml: "YAML",
  json: "JSON",
  http: "HTTP",
  ini: "INI",
  dockerfile: "Dockerfile",
  lua: "Lua",
};

/** Languages whose examples a reader expects to be tested. Others show data. */
const PROGRAMS = new Set([
  ...["Shell", "JavaScript", "TypeScript", "Python", "Go", "Rust"],
  ...["nginx", "Caddy", "HAProxy"],
]);

const codeLook =
  "latchkey-scroll-hint overflow-x-auto rounded-b-xl print:whitespace-pre-wrap focus-visible:-outline-offset-2 [tab-size:4] px-4 py-3.5 font-mono text-compact leading-[1.7] [--beneath:var(--desk)] [--edge:var(--desk-line)]";

/** Lines such as `export API_KEY="…"` do nothing that could fail. */
const isSettings = (code: string) => code.split("\n").every((line) => line.startsWith("export "));

type CodeBlockProps = {
  code: string;
  language?: string | undefined;
  /** Our tests run this example. */
  isRun?: boolean;
};

/** An example with a button that copies it. It says if no test runs it. */
export function CodeBlock({ code, language = "", isRun = false }: CodeBlockProps) {
  const name = LANGUAGES[language] ?? language;
  return (
    <figure className="mt-5 overflow-hidden rounded-xl border border-desk-line bg-desk text-on-desk">
      <figcaption className="flex h-10 items-center gap-3 border-desk-line border-b pr-1 pl-4 text-on-desk-muted text-xs">
        <span>{name || "Text"}</span>
        {PROGRAMS.has(name) && !isRun && !isSettings(code) ? <span>not run by our tests</span> : null}
        <span className="ml-auto print:hidden">
          <CopyButton text={code} iconOnly="small" label="Copy example" tone="desk" />
        </span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className={codeLook}>
        <HighlightedCode code={code} language={language} on="desk" />
      </pre>
    </figure>
  );
}
