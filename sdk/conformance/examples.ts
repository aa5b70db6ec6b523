// The code that people are shown, for the tests of the SDKs: in the documentation, and in the dialog with a key's new secret.
import { snippets } from "#components/key-dialogs/snippets.ts";
import { docsExamples } from "#e2e/docs-examples.ts";
import { fillIn } from "#lib/docs/placeholders.ts";

/** A program that runs by itself. */
export interface Program {
  /** Where it is shown. */
  shown: string;
  code: string;
  /** A text that it prints. */
  expects: string;
  /** The `.env` file beside it, or empty. */
  env: string;
}

/** What is shown in one language. */
export interface Examples {
  /** The commands that install the SDK. */
  install: string;
  /** The parts of the SDK's page, which follow one another. */
  page: string;
  programs: Program[];
}

const LANGUAGES = {
  javascript: { words: ["ts", "js"], whole: /^$/ },
  python: { words: ["python"], whole: /^$/ },
  go: { words: ["go"], whole: /^package main$/m },
  rust: { words: ["rust"], whole: /^(async )?fn main\(/m },
};

/** The examples of a language, for this server and a key of it. */
export function examplesIn(language: keyof typeof LANGUAGES, url: string, secret: string): Examples {
  const { words, whole } = LANGUAGES[language];
  const api = `${url}/api/v1`;
  const values = { appUrl: url, apiUrl: api, exampleUrl: `${api}/me`, operator: "this API" };
  const run = docsExamples().filter(({ isRun }) => isRun);
  const ofPage = run.filter(({ page }) => page === `sdks/${language}`);
  const inLanguage = run.filter((example) => words.includes(example.language));
  // What needs no SDK is run with the documentation, where that is possible: e2e/api/docs.test.ts.
  const elsewhere = inLanguage.filter(
    ({ page, needsSdk }) => page !== `sdks/${language}` && (needsSdk || language === "go"),
  );
  const parts = inLanguage.filter((example) => ofPage.includes(example));
  const programs = [...elsewhere, ...parts.filter(({ code }) => whole.test(code))];
  return {
    install: ofPage.find((example) => example.language === "sh")?.code ?? "",
    page: parts
      .filter(({ code }) => !whole.test(code))
      .map(({ code }) => fillIn(code, values))
      .join("\n"),
    programs: [
      ...programs.map(({ page, code, expects }) => ({
        shown: `/docs/${page}`,
        code: fillIn(code, values),
        expects,
        env: "",
      })),
      ...ofDialog(language, url, secret),
    ],
  };
}

/** What the dialog shows if the key is for this installation's API, and if it is for another one. */
function ofDialog(language: string, url: string, secret: string): Program[] {
  const apis = [
    { url: `${url}/api/v1`, path: "/me", baseUrl: url },
    { url: `${url}/api/v1/me`, path: "", baseUrl: null },
  ];
  return apis.flatMap((api) => {
    const all = snippets(secret, api);
    const env = all.find(({ id }) => id === "env")!.code;
    return all
      .filter(({ id }) => id === language)
      .map(({ code }) => ({
        shown: `the dialog, ${api.baseUrl ? "this" : "another"} API`,
        code,
        expects: api.baseUrl ? "key_" : "200",
        env,
      }));
  });
}

/** All of them as JSON, for tests in other languages. */
export const allExamples = (url: string, secret: string) =>
  JSON.stringify(
    Object.fromEntries(
      (Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]).map((language) => [
        language,
        examplesIn(language, url, secret),
      ]),
    ),
  );
