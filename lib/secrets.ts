import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { linkSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "#db/make-folder.ts";
import { env } from "#env.ts";

let known: string | undefined;

/** The installation's secret: AUTH_SECRET, or a random one that is created once and stored in the data directory. */
export function authSecret(): string {
  known ??= env.authSecret ?? readOrCreateSecret(join(env.dataDir, "auth-secret"));
  return known;
}

function readOrCreateSecret(file: string): string {
  makeFolder(env.dataDir);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  try {
    // Creating a link is atomic: it fails if another process was first, and nobody ever reads a partly written secret.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(file, "utf8").trim();
}

/** Derives a key of 32 bytes for one purpose from the secret. */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", authSecret(), "latchkey", purpose, 32));
}

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The Ed25519 key pair for access tokens. It is derived from the secret, so it is the same in every process. */
export function signingKeys(): { privateKey: KeyObject; publicKey: KeyObject } {
  const der = Buffer.concat([PKCS8_ED25519, derivedKey("access token signing")]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
