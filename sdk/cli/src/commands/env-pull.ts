import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Cli } from "../command.ts";
import { baseUrl as baseUrlOf } from "../config/base-url.ts";
import { readIfExists, writePrivateFile } from "../config/private-file.ts";
import type { Context } from "../context.ts";
import { valueIn, withValues } from "../env-file.ts";
import { misused, refused } from "../failure.ts";
import { gitState, target } from "../git.ts";
import type { Api, MintedKey } from "../http/api.ts";
import { quoted } from "../terminal/clean.ts";
import { type Result, say } from "../terminal/output.ts";
import { confirmOrYes } from "../terminal/prompts.ts";
import { called, findKey } from "./find-key.ts";
import { checkedSecret, type NewKeyOptions, newKey, newKeyOptions } from "./key-creation.ts";

interface Options extends NewKeyOptions {
  name?: string;
  rotate?: string;
  yes?: boolean;
}

const KEY = "LATCHKEY_API_KEY";
const ADDRESS = "LATCHKEY_BASE_URL";

export function addEnv(cli: Cli): void {
  const group = cli.group("env", "write a key into a .env file");
  newKeyOptions(group.group("pull", `write ${KEY} and ${ADDRESS} into a .env file`), "test")
    .argument("[FILE]", "the file", ".env")
    .description(
      `Creates a key, and writes it into a .env file as ${KEY}, with ${ADDRESS}; other lines stay as they are. A key that is there and works is kept. Logged in with an API key, it writes that one. The file can't be one that git tracks.`,
    )
    .summary(`write ${KEY} and ${ADDRESS} into a .env file`)
    .option("--name <NAME>", "the key's name; by default the folder's")
    .option("--rotate <KEY>", "instead of a new key, a new secret for this one: its ID, name or hint")
    .option("--yes", "don't ask, although the secret before stops working")
    .does((context, [file]: [string], options: Options) => pull(context, file, options));
}

async function pull(context: Context, file: string, options: Options): Promise<Result> {
  const path = target(file);
  const content = checked(file, path);
  const { baseUrl, credential } = context.login();
  const api = context.api();
  const there = valueIn(content, KEY);
  if (there) checkServer(file, valueIn(content, ADDRESS), baseUrl);
  const write = (key: string) => writeValues(path, content, { [KEY]: key, [ADDRESS]: baseUrl });
  if (credential.type === "api_key" && !options.rotate) {
    await api.me.retrieve();
    write(credential.api_key);
    return done(file, null, `Wrote the key that you are logged in with to ${quoted(file)}.`);
  }
  if (there && !options.rotate && (await works(context, there))) {
    write(there);
    return done(file, null, `${quoted(file)} already has a key that works.`);
  }
  const key = options.rotate
    ? await rotated(api, options.rotate, options.yes)
    : await api.keys.create(newKey(options.name ?? basename(dirname(path)).slice(0, 100), options));
  if (!key.secret) throw refused("The secret was sent in an answer that didn't arrive. Rotate the key.");
  const secret = checkedSecret(key.secret);
  await writeOrRevoke(api, key, options, () => write(secret));
  return done(
    file,
    key,
    `${options.rotate ? "Rotated" : "Created"} ${called(key)} (${key.id}), and wrote it to ${quoted(file)}.`,
  );
}

/** The content of the file. Throws a Failure if a secret mustn't be written there: before a key is created. */
function checked(file: string, path: string): string {
  const state = gitState(file);
  const name = quoted(file);
  if (state === "tracked")
    throw refused(
      `${name} is tracked by git, so the key would get into the repository.`,
      `Stop tracking it: git rm --cached ${name}, and add it to .gitignore`,
    );
  if (state === "unknown") throw refused(`git can't tell whether it tracks ${name}.`);
  if (state === "untracked") say(`Warning: git doesn't ignore ${name}. Add it to .gitignore.`);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat && !stat.isFile()) throw misused(`${name} isn't a file.`);
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory())
    throw misused(`There is no folder ${quoted(dirname(resolve(file)))}.`);
  return readIfExists(path) ?? "";
}

/** A key mustn't reach a server that it isn't for, and not be lost for one of another server. */
function checkServer(file: string, address: string | null, loggedInTo: string): void {
  if (!address || normalized(address) === loggedInTo) return;
  const whose = normalized(address) ?? "another server";
  throw refused(
    `${quoted(file)} has a key for ${whose}, and you are logged in to ${loggedInTo}.`,
    `Choose another file, or delete ${KEY} there.`,
  );
}

function normalized(address: string): string | null {
  try {
    return baseUrlOf(address, ADDRESS);
  } catch {
    return null;
  }
}

/** Other programs may have to read a file that exists, so it keeps its mode. */
function writeValues(path: string, content: string, values: Record<string, string>): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600;
  writePrivateFile(path, withValues(content, values), mode & 0o777);
}

/** Whether this key works at the server. */
async function works(context: Context, key: string): Promise<boolean> {
  const { baseUrl } = context.login();
  const from = "the file";
  const credential = { type: "api_key", base_url: baseUrl, api_key: key } as const;
  const api = context.api({ baseUrl, credential, from });
  const answered = api.me.retrieve().then(() => true);
  return answered.catch((error: { status?: number; type?: string }) => {
    if (error.status === 401 || error.status === 403 || error.type === "configuration") return false;
    throw error;
  });
}

async function rotated(api: Api, text: string, yes: boolean | undefined): Promise<MintedKey> {
  const key = await findKey(api, text);
  await confirmOrYes(`Rotate ${called(key)}? Its current secret stops working immediately`, yes);
  return api.keys.rotate(key.id);
}

/** A key whose secret couldn't be written is of no use to anybody. */
async function writeOrRevoke(api: Api, key: MintedKey, options: Options, write: () => void): Promise<void> {
  try {
    write();
  } catch (error) {
    if (options.rotate) throw refused(`${(error as Error).message}. Rotate the key again.`);
    await api.keys.revoke(key.id);
    throw refused(`${(error as Error).message}. The new key was revoked.`);
  }
}

const done = (file: string, key: MintedKey | null, words: string): Result => ({
  data: { file, variables: [KEY, ADDRESS], key_id: key?.id ?? null },
  words,
});
