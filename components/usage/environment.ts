import type { PublicKey } from "#lib/keys/schema.ts";

export type Environment = PublicKey["environment"];
