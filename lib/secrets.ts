import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "#env.ts";

let known: string | undefined;

/** The installation's one secret: AUTH_SECRET, else made once and kept in the data directory, readable by its owner only. */
export function authSecret(): string {
  known ??= env.authSecret ?? readOrMakeSecret(join(env.dataDir, "auth-secret"));
  return known;
}

function readOrMakeSecret(file: string): string {
  mkdirSync(env.dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  try {
    // A link either makes the whole file or fails because another process was first: never half a secret.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(file, "utf8").trim();
}

/** A key for one purpose, derived from the secret: 32 bytes. */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", authSecret(), "latchkey", purpose, 32));
}

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The Ed25519 pair that signs access tokens: the same in every process of the installation, and stored nowhere. */
export function signingKeys(): { privateKey: KeyObject; publicKey: KeyObject } {
  const der = Buffer.concat([PKCS8_ED25519, derivedKey("access token signing")]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
