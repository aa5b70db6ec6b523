import type { Cli } from "./command.ts";
import type { Result } from "./output.ts";

export function addDoctor(cli: Cli): void {
  const doctor = cli.command("doctor") as Cli;
  doctor
    .summary("look for problems, and say how to fix them")
    .description(
      "Checks settings, database, tables, email, clock, disk space and permissions. Each problem comes with a fix. Exit code 1 if there is one.",
    )
    .does(
      async (): Promise<Result> => {
        // With invalid settings, this import ends the process with a list of them.
        const { examine } = await import("./examine.ts");
        const checks = await examine();
        const wrong = checks.filter(({ ok }) => !ok);
        const text = checks.map(({ check, ok, found }) => ({ check, ok, found }));
        const lines = wrong.map(({ check, found, fix }) => `${check}: ${found}. ${fix}`);
        const message = lines.join("\n") || "Everything is fine.";
        return { data: checks, text, message, exitCode: wrong.length > 0 ? 1 : 0 };
      },
      { database: false },
    );
}
