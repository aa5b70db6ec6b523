// Runs one command of `npm run cli` and ends with its exit code: 0 done, 1 refused, 2 wrong usage.
import { CommanderError } from "commander";
import { UsageError } from "./command.ts";
import { printError } from "./output.ts";
import { program } from "./program.ts";

/** Runs the command that the words name. Sets the exit code. */
export async function main(words: string[]): Promise<void> {
  // Files that the database creates are private, like those of the server.
  process.umask(0o077);
  endQuietlyWithoutReader();
  try {
    await program().parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = exitCodeOf(error as Error);
    if (process.exitCode !== 0) report(error as Error);
  } finally {
    await closeDatabase();
  }
}

function exitCodeOf(error: Error): number {
  if (error instanceof UsageError) return 2;
  // Commander ends this way after it has shown help, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return 1;
}

function report(error: Error): void {
  // A failed statement's own message contains its values.
  const { message } = error.cause instanceof Error ? error.cause : error;
  const details = detailsOf(error);
  printError(details.length > 0 ? details.join("\n") : message);
  if (error instanceof UsageError && error.help) printError(error.help);
}

/** What is wrong with which field, if it is a problem as the API answers it. */
function detailsOf(error: Error & { extras?: { errors?: { detail: string }[] } }): string[] {
  return (error.extras?.errors ?? [])
    .map(({ detail }) => detail)
    .filter((detail) => detail !== error.message);
}

/** `npm run cli -- … | head` ends when head has read enough. */
function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
}

// The database is only loaded by commands that need it, so that help works with invalid settings, too.
async function closeDatabase(): Promise<void> {
  const { closeIfOpen } = await import("./database.ts");
  await closeIfOpen();
}
