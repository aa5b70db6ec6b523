// Questions to a person. They appear on stderr, so that stdout has only data.
import { confirm, isCancel, password, text } from "@clack/prompts";
import { EXIT, Failure, misused } from "../failure.ts";
import { clean } from "./clean.ts";

/** Whether a person can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

const output = process.stderr;

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new Failure(EXIT.interrupted, "Canceled. Nothing was changed.");
  return answer as Exclude<T, symbol>;
}

/** Asks for a line of text. */
export async function ask(message: string, placeholder?: string): Promise<string> {
  const validate = (value: string | undefined) => (value?.trim() ? undefined : "Enter a value.");
  return answered(await text({ message, output, validate, ...(placeholder && { placeholder }) })).trim();
}

/** Asks for something that nobody should see. */
export async function askSecret(message: string): Promise<string> {
  const validate = (value: string | undefined) => (value ? undefined : "Enter a value.");
  return answered(await password({ message, output, validate }));
}

/**
 * Asks whether to do something that destroys. `--yes` answers it; where nobody can be asked, it is required.
 * Throws a Failure: exit code 2 without `--yes` there, 130 if the answer is no.
 */
export async function confirmOrYes(message: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!canAsk()) throw misused("Add --yes to confirm, because nobody can be asked here.", `${message}.`);
  if (!answered(await confirm({ message: clean(message), output, initialValue: false })))
    throw new Failure(EXIT.interrupted, "Canceled. Nothing was changed.");
}
