import { asTyped } from "#lib/as-typed.ts";
import type { Cli } from "./command.ts";
import type { Result } from "./output.ts";

export function addDoctor(cli: Cli): void {
  const doctor = cli.command("doctor") as Cli;
  doctor
    .summary("look for problems, and say how to fix them")
    .description(
      "Checks settings, https, proxies, secret, backup, database, tables, instances, Redis, email, clock, disk space and permissions. Each problem comes with a fix. Exit code 1 if there is one.",
    )
    .does(
      async (): Promise<Result> => {
        // With invalid settings, this import ends the process with a list of them.
        const { examine } = await import("./examine.ts");
        const checks = await examine();
        const data = checks.map(({ state, fix, ...check }) => ({
          ...check,
          fix: fix && asTyped(fix),
          ok: state !== "problem",
        }));
        const text = checks.map(({ check, state, found }) => ({ check, state, found }));
        const lines = checks
          .filter(({ state }) => state !== "ok")
          .map(({ check, found, fix }) => `${check}: ${found.replace(/\.$/, "")}. ${fix}`);
        const message = lines.join("\n") || "Everything is fine.";
        return { data, text, message, exitCode: data.some(({ ok }) => !ok) ? 1 : 0 };
      },
      { database: false },
    );
}
