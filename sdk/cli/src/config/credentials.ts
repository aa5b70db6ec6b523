import { chmodSync, rmSync, statSync } from "node:fs";
import { refused } from "../failure.ts";
import { withLock } from "./file-lock.ts";
import { credentialsFile } from "./paths.ts";
import { readIfExists, writePrivateFile } from "./private-file.ts";

/** A login with email and password. The password isn't stored. */
export interface Session {
  type: "session";
  /** It is only ever sent to this address. */
  base_url: string;
  email: string;
  access_token: string;
  /** When the access token expires, by the clock of this machine; epoch milliseconds. */
  expires_at: number;
  /** Works once. */
  refresh_token: string;
}

export interface StoredKey {
  type: "api_key";
  base_url: string;
  api_key: string;
}

export type Credential = Session | StoredKey;

/** The stored credential of a profile; null if it has none. Throws a Failure if the file isn't valid. */
export function readCredential(profile: string): Credential | null {
  const path = credentialsFile(profile);
  const content = readIfExists(path);
  if (content === null) return null;
  closeToOthers(path);
  try {
    const credential: Credential = JSON.parse(content);
    if (isCredential(credential)) return credential;
  } catch {
    // Not JSON.
  }
  throw refused(`${path} isn't valid. Log in again: latchkey login`);
}

const isCredential = (value: Credential): boolean => {
  const has = (...names: string[]) =>
    names.every((name) => typeof (value as unknown as Record<string, unknown>)[name] === "string");
  if (value.type === "api_key") return has("base_url", "api_key");
  return (
    value.type === "session" &&
    has("base_url", "email", "access_token", "refresh_token") &&
    Number.isFinite(value.expires_at)
  );
};

/** A copy from a backup, or a file manager, may have given others the right to read it. */
function closeToOthers(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600;
  if (process.platform !== "win32" && (mode & 0o077) !== 0) chmodSync(path, 0o600);
}

/** Stores the credential of a profile. Only within `lockCredential`. */
export function writeCredential(profile: string, credential: Credential): void {
  writePrivateFile(credentialsFile(profile), `${JSON.stringify(credential, null, 2)}\n`);
}

/** Deletes the credential of a profile. Only within `lockCredential`. */
export function deleteCredential(profile: string): void {
  rmSync(credentialsFile(profile), { force: true });
}

/** Runs `work` while no other command reads and writes this profile's credential. */
export const lockCredential = <T>(profile: string, work: () => Promise<T>): Promise<T> =>
  withLock(`${credentialsFile(profile)}.lock`, work);
