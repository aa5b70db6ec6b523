import type { Cli } from "../command.ts";
import type { Context } from "../context.ts";
import type { Key } from "../http/api.ts";
import type { Result } from "../terminal/output.ts";
import { confirmOrYes } from "../terminal/prompts.ts";
import { called, findKey } from "./find-key.ts";

export function addKeyChanges(keys: Cli): void {
  keys
    .group("end-rotation", "end the overlap of a rotation: the old secret stops working")
    .argument("KEY", "its ID, name or hint")
    .option("--yes", "don't ask")
    .does((context, [key]: [string], { yes }: { yes?: boolean }) => endRotation(context, key, yes));
  keys
    .group("disable", "refuse requests with a key until it is enabled again")
    .argument("KEY", "its ID, name or hint")
    .does((context, [key]: [string]) => setEnabled(context, key, false));
  keys
    .group("enable", "let a disabled key work again")
    .argument("KEY", "its ID, name or hint")
    .does((context, [key]: [string]) => setEnabled(context, key, true));
  keys
    .group("revoke", "end a key for ever; its next request fails")
    .argument("KEY", "its ID, name or hint")
    .option("--yes", "don't ask")
    .does((context, [key]: [string], { yes }: { yes?: boolean }) => revoke(context, key, yes));
}

async function setEnabled(context: Context, text: string, enabled: boolean): Promise<Result> {
  const api = context.api();
  const key = await findKey(api, text);
  const changed = await api.keys.update(key.id, { enabled });
  const effect = enabled ? "Requests with it are accepted again." : "Requests with it now get 403.";
  return done(changed, `${enabled ? "Enabled" : "Disabled"} ${called(key)} (${key.id}). ${effect}`);
}

async function endRotation(context: Context, text: string, yes: boolean | undefined): Promise<Result> {
  const api = context.api();
  const key = await findKey(api, text);
  if (key.rotation)
    await confirmOrYes(`End the rotation of ${called(key)}? Its old secret stops working immediately`, yes);
  const ended = await api.keys.endRotation(key.id);
  return done(ended, `Only the new secret of ${called(key)} (${key.id}) works now.`);
}

async function revoke(context: Context, text: string, yes: boolean | undefined): Promise<Result> {
  const api = context.api();
  const key = await findKey(api, text);
  await confirmOrYes(
    `Revoke ${called(key)}? Requests with it fail immediately, and this can't be undone`,
    yes,
  );
  const revoked = await api.keys.revoke(key.id);
  return done(revoked, `Revoked ${called(key)} (${key.id}). Requests with it now get 401.`);
}

const done = (data: Key, words: string): Result => ({ data, words });
