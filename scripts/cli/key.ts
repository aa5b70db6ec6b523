import type { FoundKey } from "#lib/operator/lookup-schema.ts";
import type { Cli } from "./command.ts";
import { did, Refusal, type Result, shows } from "./output.ts";
import * as values from "./values.ts";

const WHICH =
  "KEY is its ID or its hint, such as lk_live_Ab3d…x7Qa. Without it, the secret is read from stdin, never from an argument.";

export function addKey(cli: Cli): void {
  const key = cli.command("key").description("API keys of all workspaces.").helpCommand(false) as Cli;
  const toFind = key.command("find") as Cli;
  toFind
    .summary("find a key by ID, hint, or secret from stdin")
    .description(`Finds whose key it is. ${WHICH}`)
    .argument("[KEY]", "", values.keyReference)
    .does(async ([reference]: [string | undefined]) => shows((await find(toFind, reference)).map(toRow)));
  const toRevoke = key.command("revoke") as Cli;
  toRevoke
    .summary("revoke a key, from its next request on")
    .description(`Revokes a key, from its next request on. This can't be undone. ${WHICH}`)
    .argument("[KEY]", "", values.keyReference)
    .does(async ([reference]: [string | undefined]) => {
      const found = await find(toRevoke, reference);
      const [first] = found;
      if (found.length > 1)
        throw new Refusal(`Several keys match. Use an ID:\n${found.map(lineOf).join("\n")}`);
      return revoke(first!);
    });
}

const lineOf = ({ id, name, workspace, status }: FoundKey) =>
  `  ${id}  ${status}  ${name ?? "-"}  ${workspace.name}`;

const toRow = (key: FoundKey) => ({
  id: key.id,
  name: key.name,
  hint: key.hint,
  status: key.status,
  environment: key.environment,
  workspace: key.workspace.id,
  workspace_name: key.workspace.name,
  created_by: key.creator_email,
  created_at: key.created_at,
});

async function revoke(key: FoundKey): Promise<Result> {
  const name = `${key.name ?? key.hint} (${key.id}) of ${key.workspace.name}`;
  if (key.status === "revoked") throw new Refusal(`${name} already is revoked.`);
  const { bySystem } = await import("#lib/audit/commit-audited.ts");
  const { revokeAnyKey } = await import("#lib/keys/revoke-any.ts");
  await revokeAnyKey(bySystem, key.id, new Date());
  return did(`${name} is revoked. Its next request is refused.`, { ...toRow(key), status: "revoked" });
}

async function find(command: Cli, reference: string | undefined): Promise<FoundKey[]> {
  const { findKeys } = await import("#lib/operator/lookup.ts");
  const found = await findKeys(
    reference === undefined
      ? { secret: await secret(command) }
      : values.isId("key", reference)
        ? { id: reference }
        : { hint: reference },
    new Date(),
  );
  if (found.length === 0)
    throw new Refusal(
      reference === undefined ? "No key has this secret." : `No key has the ID or hint ${reference}.`,
    );
  return found;
}

const LONGEST = 4096;

async function secret(command: Cli): Promise<string> {
  if (process.stdin.isTTY) console.error("Paste the secret, then press Enter and Ctrl-D.");
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.length > LONGEST) break;
  }
  const trimmed = text.trim();
  if (trimmed === "" || /\s/.test(trimmed) || trimmed.length > 255)
    command.refuse("KEY is missing, and stdin doesn't have one secret.");
  return trimmed;
}
