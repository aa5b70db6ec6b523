import { type Step, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import { isDuplicate } from "#db/faults.ts";
import * as secrets from "#db/queries/key-secrets.ts";
import * as keys from "#db/queries/keys.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { AuditAction } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { commitKeys, type KeyIntent } from "#lib/keys/commit-keys.ts";
import { readKeyFormat } from "#lib/keys/format.ts";
import { newKeyEvent } from "#lib/keys/key-event.ts";
import { environmentOf, requireKnownScopes } from "#lib/keys/rights.ts";
import { rootUserOf } from "#lib/keys/root-user.ts";
import type { ImportedKey, MintedKey, NewKey, PublicKey } from "#lib/keys/schema.ts";
import { NEVER_USED, toChanges, toPublicKey } from "#lib/keys/to-public-key.ts";
import { type KeyEnvironment, mintToken } from "#lib/keys/token.ts";
import { problem } from "#lib/problem.ts";
import { lockScopes } from "#lib/scopes/scopes.ts";

/**
 * Creates a key in the actor's workspace. Only this result contains the secret; it is never stored.
 * Throws `validation_failed` (unknown scope, `expires_at`), `forbidden` (`other_environment`), `conflict` (a scope was
 * removed meanwhile), and the problems of `commitKeys`.
 */
export async function createKey(
  actor: Actor,
  wanted: NewKey,
  now: Date,
  execution: IdempotentExecution | null,
): Promise<MintedKey> {
  const environment = environmentOf(actor, wanted.environment) ?? "live";
  await requireKnownScopes(actor, wanted.scopes);
  const { secret, secretHash, hint } = mintToken(await readKeyFormat(actor), environment);
  const row = newRow(actor, await rootUserOf(actor), wanted, environment, hint, now);
  const answer = { ...toPublicKey({ ...row, ...NEVER_USED }, now), secret };
  const intent: KeyIntent = { verb: "create", changes: [row], now };
  await insertKeys(actor, intent, [{ row, secretHash }], now, execution?.storeAnswer(answer));
  return answer;
}

/**
 * Imports existing keys by their hashes, all or none. Their users don't have to change anything.
 * Throws the same problems as `createKey`, and `conflict` (`key_exists`).
 */
export async function importKeys(
  actor: Actor,
  imported: ImportedKey[],
  now: Date,
  execution: IdempotentExecution | null,
): Promise<PublicKey[]> {
  for (const [at, { scopes }] of imported.entries())
    await requireKnownScopes(actor, scopes, `/keys/${at}/scopes`);
  const rootUserId = await rootUserOf(actor);
  const created = imported.map(({ hash, hint, ...wanted }, at) => {
    const environment = environmentOf(actor, wanted.environment) ?? "live";
    return {
      row: newRow(
        actor,
        rootUserId,
        wanted,
        environment,
        hint ?? `sha256:${hash.slice(0, 8)}…`,
        now,
        `/keys/${at}`,
      ),
      secretHash: hash,
    };
  });
  const answer = created.map(({ row }) => toPublicKey({ ...row, ...NEVER_USED }, now));
  const intent: KeyIntent = {
    verb: "import",
    changes: created.map(({ row }, at) => ({ ...row, pointer: `/keys/${at}` })),
    now,
  };
  try {
    await insertKeys(actor, intent, created, now, execution?.storeAnswer(answer));
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const detail = "A key with one of these hashes already exists. Nothing was imported.";
    throw problem("conflict", { reason: "key_exists", detail });
  }
  return answer;
}

const EVENT_OF: Record<string, AuditAction> = { create: "key.created", import: "key.imported" };

interface CreatedKey {
  row: ReturnType<typeof newRow>;
  secretHash: string;
}

async function insertKeys(
  actor: Actor,
  intent: KeyIntent,
  created: CreatedKey[],
  now: Date,
  storeAnswer?: (tx: Db) => Step,
): Promise<void> {
  const scopes = [...new Set(created.flatMap(({ row }) => row.scopes))].sort();
  const secretRows = created.map(({ row, secretHash }) => ({
    secretHash,
    keyId: row.id,
    hint: row.hint,
    createdAt: now,
  }));
  await commitKeys(
    actor,
    () => created.map(({ row }) => newKeyEvent(EVENT_OF[intent.verb]!, row)),
    intent,
    (tx) => [
      ...lockScopes(tx, actor.workspaceId, scopes),
      step(
        keys.insert(
          tx,
          created.map(({ row }) => row),
        ),
      ),
      step(secrets.insert(tx, secretRows)),
    ],
    storeAnswer,
  );
}

function newRow(
  actor: Actor,
  rootUserId: string | null,
  wanted: NewKey,
  environment: KeyEnvironment,
  hint: string,
  now: Date,
  pointer = "",
) {
  const { environment: _, ...members } = wanted;
  return {
    name: null,
    externalId: null,
    metadata: {},
    limitRequests: null,
    limitWindowSeconds: null,
    limitGeneration: 0,
    expiresAt: null,
    disabledAt: null,
    revokedAt: null,
    ...toChanges(members, now, pointer),
    scopes: wanted.scopes,
    id: newId("key", now.getTime()),
    workspaceId: actor.workspaceId,
    environment,
    hint,
    createdByType: actor.type,
    createdById: actor.type === "user" ? actor.userId : actor.keyId,
    rootUserId,
    createdAt: now,
  } satisfies keys.NewKeyRow;
}
