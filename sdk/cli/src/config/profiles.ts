import { refused } from "../failure.ts";
import { configFile } from "./paths.ts";
import { readIfExists, writePrivateFile } from "./private-file.ts";

/** What a profile knows, apart from its credential. */
export interface Profile {
  base_url?: string;
  /** The workspace of a user who has several. */
  workspace_id?: string;
}

interface Config {
  profiles: Record<string, Profile>;
}

/** All profiles. Throws a Failure if the file isn't valid. */
export function readProfiles(): Record<string, Profile> {
  const content = readIfExists(configFile());
  if (content === null) return {};
  try {
    const { profiles }: Config = JSON.parse(content);
    if (isObject(profiles) && Object.values(profiles).every(isObject)) return profiles;
  } catch {
    // Not JSON.
  }
  throw refused(`${configFile()} isn't valid. Fix it, or delete it and log in again.`);
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Changes a profile, or creates it. */
export function saveProfile(name: string, changes: Profile): void {
  const profiles = readProfiles();
  const profile = { ...(Object.hasOwn(profiles, name) ? profiles[name] : {}), ...changes };
  const config: Config = { profiles: { ...profiles, [name]: profile } };
  writePrivateFile(configFile(), `${JSON.stringify(config, null, 2)}\n`);
}
