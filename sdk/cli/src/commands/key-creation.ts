import { InvalidArgumentError, Option } from "commander";
import { type Cli, listOf } from "../command.ts";
import type { Context } from "../context.ts";
import { refused, unreachable } from "../failure.ts";
import type { MintedKey } from "../http/api.ts";
import { type Result, say } from "../terminal/output.ts";
import { confirmOrYes } from "../terminal/prompts.ts";
import { duration, future } from "../terminal/times.ts";
import { called, findKey } from "./find-key.ts";
import { ENVIRONMENTS } from "./key-list.ts";

/** What a new key is like. */
export interface NewKeyOptions {
  environment?: "live" | "test";
  scope?: string[];
  expires?: string;
  rateLimit?: { requests: number; window_seconds: number };
  externalId?: string;
  metadata?: Record<string, unknown>;
}

/** The options of a command that creates a key. */
export const newKeyOptions = (command: Cli, environment: "live" | "test"): Cli =>
  command
    .addOption(new Option("--environment <NAME>", "live or test").choices(ENVIRONMENTS).default(environment))
    .option("--scope <LIST>", "what it may do, such as data:read,data:write; see latchkey scopes", listOf)
    .option("--expires <TIME>", "when it stops working: 90d, or 2026-12-31", future)
    .option("--rate-limit <N/SECONDS>", "a limit of its own: 100/60", rateLimit)
    .option("--external-id <ID>", "your own ID for the customer who uses it") as Cli;

export function addKeyCreation(keys: Cli): void {
  newKeyOptions(keys.group("create", "create a key, and print its secret once"), "live")
    .argument("[NAME]", "a name to recognize it by")
    .option("--metadata <JSON>", "an object of your own", metadata)
    .does((context, [name]: [string | undefined], options: NewKeyOptions) => create(context, name, options));
  keys
    .group("rotate", "replace the secret of a key, and print the new one once")
    .argument("KEY", "its ID, name or hint")
    .option("--overlap <TIME>", "how long the old secret still works: 10m, 1h, 7d", duration, 0)
    .option("--yes", "don't ask, although the old secret stops working")
    .does((context, [key]: [string], options: RotateOptions) => rotate(context, key, options));
}

async function create(context: Context, name: string | undefined, options: NewKeyOptions): Promise<Result> {
  const key = await context.api().keys.create(newKey(name, options));
  return minted(key, `Created ${called(key)} (${key.id}).`);
}

/** A key as the API creates it. */
export const newKey = (name: string | undefined, options: NewKeyOptions) => ({
  ...(name && { name }),
  ...(options.environment && { environment: options.environment }),
  ...(options.scope && { scopes: options.scope }),
  ...(options.expires && { expires_at: options.expires }),
  ...(options.rateLimit && { rate_limit: options.rateLimit }),
  ...(options.externalId && { external_id: options.externalId }),
  ...(options.metadata && { metadata: options.metadata }),
});

interface RotateOptions {
  overlap: number;
  yes?: boolean;
}

async function rotate(context: Context, text: string, { overlap, yes }: RotateOptions): Promise<Result> {
  const api = context.api();
  const key = await findKey(api, text);
  const question = `Rotate ${called(key)}? Its current secret stops working immediately`;
  if (overlap === 0) await confirmOrYes(question, yes);
  const rotated = await api.keys.rotate(key.id, { overlap_seconds: overlap });
  return minted(rotated, `Rotated ${called(key)} (${key.id}).`);
}

/** A key with its secret, which the server tells only once. */
function minted(key: MintedKey, words: string): Result {
  if (key.secret === null) {
    say(words);
    throw refused("Its secret was sent in an answer that didn't arrive.", "Rotate the key to get a new one.");
  }
  return {
    data: key,
    secret: checkedSecret(key.secret),
    words: `${words} Copy the secret now: it isn't shown again.`,
  };
}

/** A secret is printed as it is, and written into files: one that isn't visible ASCII could do something there. */
export function checkedSecret(secret: string): string {
  if (/^[!-~]{1,1000}$/.test(secret)) return secret;
  throw unreachable(
    "The server answered with a secret that can't be one.",
    "Is the address that of Latchkey?",
  );
}

function rateLimit(text: string): NewKeyOptions["rateLimit"] {
  const parts = /^(\d{1,6})\/(\d{1,5})s?$/.exec(text);
  if (!parts) throw new InvalidArgumentError("It must be requests and seconds, such as 100/60.");
  return { requests: Number(parts[1]), window_seconds: Number(parts[2]) };
}

function metadata(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Not JSON.
  }
  throw new InvalidArgumentError(`It must be a JSON object, such as '{"team":"payments"}'.`);
}
