// Where a command goes, and as whom: flag, then environment, then profile.
import { baseUrl } from "./config/base-url.ts";
import { type Credential, readCredential } from "./config/credentials.ts";
import { profileName } from "./config/paths.ts";
import { readProfiles } from "./config/profiles.ts";
import { environment } from "./environment.ts";
import { notLoggedIn } from "./failure.ts";

/** The options that every command has. */
export interface GlobalOptions {
  profile?: string;
  baseUrl?: string;
  workspace?: string;
  json?: boolean;
}

export interface Setting {
  value: string;
  /** Where it comes from, such as `--base-url` or `LATCHKEY_BASE_URL`. */
  from: string;
}

export interface Settings {
  profile: Setting;
  baseUrl: Setting | null;
  workspaceId: Setting | null;
}

export const DEFAULT_PROFILE = "default";

/** The settings of a command. Throws a Failure if a profile is named that doesn't exist, unless `mayBeNew`. */
export function settingsOf(options: GlobalOptions, { mayBeNew = false } = {}): Settings {
  const profile = chosenProfile(options);
  const profiles = readProfiles();
  const known = Object.hasOwn(profiles, profile.value) ? profiles[profile.value] : undefined;
  if (!known && !mayBeNew && profile.from !== "default")
    throw notLoggedIn(
      `There is no profile ${profile.value} (${profile.from}).`,
      `Create it: latchkey login --profile ${profile.value}`,
    );
  // Someone who names a profile with a flag means its server and its workspace, too.
  const env = profile.from === "--profile" && known ? {} : environment();
  const setting = (flag: string, given: string | undefined, variable: string, stored?: string) =>
    pick([flag, given], [variable, env[variable]], [`profile ${profile.value}`, stored]);
  const address = setting("--base-url", options.baseUrl, "LATCHKEY_BASE_URL", known?.base_url);
  return {
    profile,
    baseUrl: address && { ...address, value: baseUrl(address.value, address.from) },
    workspaceId: setting("--workspace", options.workspace, "LATCHKEY_WORKSPACE_ID", known?.workspace_id),
  };
}

function chosenProfile(options: GlobalOptions): Setting {
  const chosen = pick(
    ["--profile", options.profile],
    ["LATCHKEY_PROFILE", environment().LATCHKEY_PROFILE],
    ["default", DEFAULT_PROFILE],
  )!;
  return { ...chosen, value: profileName(chosen.value) };
}

/** The first that is given. An empty value counts as none. */
function pick(...candidates: [from: string, value: string | undefined][]): Setting | null {
  const found = candidates.find(([, value]) => value);
  return found ? { from: found[0], value: found[1]! } : null;
}

/** What proves who is asking, and where to send it. */
export interface Login {
  baseUrl: string;
  credential: Credential;
  /** `LATCHKEY_API_KEY`, or the profile that it is stored in. */
  from: string;
}

/** The credential of a command: LATCHKEY_API_KEY, unless `--profile` names a profile; else the profile's. */
export function loginOf({ profile, baseUrl: address }: Settings): Login {
  const key = profile.from === "--profile" ? undefined : environment().LATCHKEY_API_KEY?.trim();
  if (key && !address)
    throw notLoggedIn("LATCHKEY_API_KEY is set, but not the address.", "Set LATCHKEY_BASE_URL too.");
  if (key && address) {
    const credential = { type: "api_key", base_url: address.value, api_key: key } as const;
    return { baseUrl: address.value, credential, from: "LATCHKEY_API_KEY" };
  }
  const credential = readCredential(profile.value);
  const again = profile.value === DEFAULT_PROFILE ? "" : ` --profile ${profile.value}`;
  if (!credential) throw notLoggedIn("You aren't logged in.", `Log in: latchkey login${again}`);
  const where = address?.value ?? credential.base_url;
  // A credential must not reach a server that it isn't for, whoever set the address.
  if (where !== credential.base_url)
    throw notLoggedIn(
      `You are logged in to ${credential.base_url}, not to ${where} (${address?.from}).`,
      `Log in there: latchkey login --profile NAME --base-url ${where}`,
    );
  return { baseUrl: where, credential, from: `profile ${profile.value}` };
}
