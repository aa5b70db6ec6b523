// The code that people are shown, for the tests of the SDKs: in the documentation, and in the dialogs with a new secret.
import { type Snippet, snippets } from "#components/key-dialogs/snippets.ts";
import { PLACEHOLDER, serviceSnippets } from "#components/services/service-snippets.ts";
import { type DocsExample, docsExamples } from "#e2e/docs-examples.ts";
import { fillIn } from "#lib/docs/placeholders.ts";

/** A program that runs by itself. */
interface Program {
  /** Where it is shown. */
  shown: string;
  code: string;
  /** A text that it prints. */
  expects: string;
  /** The `.env` file beside it, which its first line reads; or empty. */
  env: string;
}

/** What is shown in one language. */
export interface Examples {
  /** The commands that install the SDK, in a project beside a clone of the repository. */
  install: string;
  /** The parts of the SDK's page, which follow one another. */
  page: string;
  programs: Program[];
}

/** What the examples are for. */
interface Target {
  url: string;
  /** The secret of a key with every scope. */
  secret: string;
  /** That of a service. */
  serviceSecret: string;
}

// In the languages with a `main`, an example that has one is a program, and the others are parts of one.
const LANGUAGES = {
  javascript: { fences: ["ts", "js"], main: null },
  python: { fences: ["python"], main: null },
  go: { fences: ["go"], main: /^package main$/m },
  rust: { fences: ["rust"], main: /^(async )?fn main\(/m },
};
type Language = keyof typeof LANGUAGES;

/** All of them as JSON, for tests in other languages. */
export const allExamples = (target: Target): string =>
  JSON.stringify(
    Object.fromEntries(
      (Object.keys(LANGUAGES) as Language[]).map((language) => [language, examplesIn(language, target)]),
    ),
  );

/** The examples of a language. */
export function examplesIn(language: Language, target: Target): Examples {
  const { fences, main } = LANGUAGES[language];
  const filled = filledFor(target);
  const run = docsExamples().filter(({ isRun }) => isRun);
  const ofPage = run.filter(({ page }) => page === `sdks/${language}`);
  const isPart = ({ page, code }: DocsExample) => page === `sdks/${language}` && !main?.test(code);
  // What needs neither an SDK nor a compiler is run by e2e/api/docs.test.ts.
  const ours = run
    .filter((example) => fences.includes(example.language))
    .filter(({ needsSdk }) => needsSdk || main);
  const programs = ours
    .filter((example) => !isPart(example))
    .map(({ page, code, expects }) => ({ shown: `/docs/${page}`, code: filled(code), expects, env: "" }));
  return {
    install: ofPage.find((example) => example.language === "sh")?.code ?? "",
    page: ours
      .filter(isPart)
      .map(({ code }) => filled(code))
      .join("\n"),
    programs: [...programs, ...ofDialogs(language, target)],
  };
}

function filledFor({ url }: Target): (code: string) => string {
  const api = `${url}/api/v1`;
  const values = { appUrl: url, apiUrl: api, exampleUrl: `${api}/me`, operator: "this API" };
  return (code) => fillIn(code, values);
}

/** What the dialogs show with a new secret: of a key for this API, of one for another API, and of a service. */
function ofDialogs(language: Language, { url, secret, serviceSecret }: Target): Program[] {
  const api = `${url}/api/v1`;
  return [
    ...programOf("a key for this API", snippets(secret, { url: api, path: "/me", baseUrl: url }), "key_"),
    ...programOf(
      "a key for another API",
      snippets(secret, { url: `${api}/me`, path: "", baseUrl: null }),
      "200",
    ),
    ...programOf("a service", serviceSnippets(serviceSecret, url), "ws_"),
  ];

  function programOf(whose: string, shown: Snippet[], expects: string): Program[] {
    const env = shown.find(({ id }) => id === "env")!.code;
    return shown
      .filter(({ id }) => id === language)
      .map(({ code }) => ({
        shown: `the secret of ${whose}`,
        code: code.replace(PLACEHOLDER, secret),
        expects,
        env,
      }));
  }
}
