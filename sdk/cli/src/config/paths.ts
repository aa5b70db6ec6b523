import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { environment } from "../environment.ts";
import { misused } from "../failure.ts";

// XDG Base Directory Specification: relative paths in its variables are invalid, and ignored.
function folder(variable: string, ...fallback: string[]): string {
  const given = environment()[variable];
  if (given && isAbsolute(given)) return join(given, "latchkey");
  const home = homedir();
  // Otherwise credentials would be stored below the current folder.
  if (!isAbsolute(home)) throw misused("HOME isn't a folder. Set it to yours.");
  return join(home, ...fallback, "latchkey");
}

/** Profiles: addresses and workspaces, nothing secret. */
export const configFile = (): string => join(folder("XDG_CONFIG_HOME", ".config"), "config.json");

/** Credentials, one file a profile. Apart from the configuration, which people share and keep in repositories. */
export const credentialsFolder = (): string =>
  join(folder("XDG_STATE_HOME", ".local", "state"), "credentials");

export const credentialsFile = (profile: string): string => join(credentialsFolder(), `${profile}.json`);

export const isProfileName = (name: string): boolean => /^[a-z0-9][a-z0-9_-]{0,31}$/.test(name);

/** Checks the name of a profile, which becomes the name of a file. Throws a Failure for exit code 2. */
export function profileName(name: string): string {
  if (!isProfileName(name))
    throw misused(
      "A profile's name has 1 to 32 lowercase letters, digits, hyphens and underscores, and starts with a letter or a digit.",
    );
  return name;
}
