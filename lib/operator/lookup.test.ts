import { expect, test } from "vitest";
import * as anyKeys from "#db/queries/installation/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { exportAccount } from "#lib/accounts/export.ts";
import { createKey } from "#lib/keys/create.ts";
import { findKeys, lookUp } from "#lib/operator/lookup.ts";
import { deleteWorkspace } from "#lib/workspaces/delete.ts";

const now = new Date();

test("keys of a deleted workspace are shown and counted as revoked", async () => {
  const owner = await person("owner");
  const { id, secret } = await createKey(owner, { scopes: [] }, now, null);
  const shown = async () => ({
    api: (await lookUp({ secret: secret! }, now)).keys[0]!,
    cli: (await findKeys({ id }, now))[0]!,
    own: (await exportAccount(owner, {})).api_keys.items[0]!,
    active: (await anyKeys.countAfter("", now, 10)).active,
  });
  const before = await shown();
  expect([before.api.status, before.cli.status, before.own.revoked_at, before.active]).toEqual([
    "active",
    "active",
    null,
    1,
  ]);
  await deleteWorkspace(owner, owner.workspaceId, owner.workspaceName, now);
  const after = await shown();
  expect([after.api.status, after.cli.status, after.active]).toEqual(["revoked", "revoked", 0]);
  expect([after.api.revoked_at, after.own.revoked_at]).toEqual([now.toISOString(), now.toISOString()]);
});
