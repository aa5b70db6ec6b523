import type { Cli } from "../command.ts";
import { baseUrl, isUnencrypted } from "../config/base-url.ts";
import { type Credential, lockCredential, readCredential, writeCredential } from "../config/credentials.ts";
import { saveProfile } from "../config/profiles.ts";
import type { Context } from "../context.ts";
import { misused } from "../failure.ts";
import { endSession, logIn } from "../http/authentication.ts";
import { type Result, say } from "../terminal/output.ts";
import { ask, askSecret, canAsk } from "../terminal/prompts.ts";
import { firstLine } from "../terminal/stdin.ts";
import { identity } from "./whoami.ts";

interface Options {
  apiKey?: boolean;
  email?: string;
}

export function addLogin(cli: Cli): void {
  cli
    .group("login", "log in with your email and password, or with an API key")
    .option("--email <EMAIL>", "your email address; the password is asked for, or read from stdin")
    .option("--api-key", "use an API key, which is asked for, or read from stdin")
    .does((context, _, options: Options) => login(context, options));
}

async function login(context: Context, { apiKey, email }: Options): Promise<Result> {
  if (apiKey && email) throw misused("Use either --email or --api-key.");
  const settings = context.settings({ mayBeNew: true });
  const address = settings.baseUrl?.value ?? (await askForAddress());
  const profile = settings.profile.value;
  if (isUnencrypted(address))
    say(`Warning: ${address} isn't encrypted. Others can read what you send there.`);
  const credential = apiKey ? await withKey(address) : await withPassword(address, email);
  const from = `profile ${profile}`;
  // Before anything is stored: a key that isn't valid ends here.
  const me = await context.api({ baseUrl: address, credential, from }).me.retrieve();
  await store(profile, credential);
  // Another server has other workspaces.
  saveProfile(profile, { base_url: address, workspace_id: context.options.workspace });
  const { data, words } = identity(me, { baseUrl: address, credential, from });
  return { data: { ...data, profile }, words: `Logged in. ${words}` };
}

async function askForAddress(): Promise<string> {
  if (!canAsk()) throw misused("Which server? Add --base-url, or set LATCHKEY_BASE_URL.");
  return baseUrl(await ask("Address of Latchkey", "https://keys.example.com"), "The address");
}

async function withKey(address: string): Promise<Credential> {
  const key = canAsk() ? await askSecret("API key") : await firstLine("The API key");
  return { type: "api_key", base_url: address, api_key: key.trim() };
}

async function withPassword(address: string, given: string | undefined): Promise<Credential> {
  if (!given && !canAsk())
    throw misused(
      "Nobody can be asked for an email here.",
      "With a password: latchkey login --email EMAIL, and the password on stdin",
      "With a key: latchkey login --api-key, and the key on stdin",
    );
  const email = given ?? (await ask("Email"));
  const password = canAsk() ? await askSecret("Password") : await firstLine("The password");
  return { type: "session", base_url: address, email, ...(await logIn(address, email, password)) };
}

/** Stores the credential, and ends the session that it replaces. */
async function store(profile: string, credential: Credential): Promise<void> {
  const replaced = await lockCredential(profile, async () => {
    const earlier = readable(profile);
    writeCredential(profile, credential);
    return earlier;
  });
  if (replaced?.type === "session") await endSession(replaced.base_url, replaced.refresh_token);
}

/** A file that isn't valid is replaced. */
function readable(profile: string): Credential | null {
  try {
    return readCredential(profile);
  } catch {
    return null;
  }
}
