import { CommanderError } from "commander";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { program } from "./program.ts";
import { clean, quoted } from "./terminal/clean.ts";
import { endQuietlyWithoutReader, sayFailure } from "./terminal/output.ts";

/** Runs the command that the words name, and sets the exit code. */
export async function run(words: string[]): Promise<void> {
  endQuietlyWithoutReader();
  try {
    await program().parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = ended(error as Error, words);
  }
}

function ended(error: Error, words: string[]): ExitCode {
  if (error instanceof CommanderError) return usage(error, words);
  // A file that can't be read or written says which one, and why. A stack helps nobody who uses this program.
  const failure = error instanceof Failure ? error : new Failure(EXIT.refused, error.message);
  sayFailure(failure);
  return failure.exitCode;
}

/** What commander says about a wrong command line, in a form that is safe to print. It also throws after help. */
function usage(error: CommanderError, words: string[]): ExitCode {
  if (error.exitCode === 0) return EXIT.ok;
  // It has printed the help of a group without a command by itself.
  if (error.code === "commander.help") return EXIT.usage;
  const [first = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const sentence = words.reduce((text, word) => text.replaceAll(`'${word}'`, `'${quoted(word)}'`), first);
  const message = clean(sentence.charAt(0).toUpperCase() + sentence.slice(1)).replace(/([^.?!])$/, "$1.");
  sayFailure(new Failure(EXIT.usage, message, ...more, "List all commands: latchkey help"));
  return EXIT.usage;
}
