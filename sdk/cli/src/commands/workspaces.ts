import type { Cli } from "../command.ts";
import { saveProfile } from "../config/profiles.ts";
import type { Context } from "../context.ts";
import { refused } from "../failure.ts";
import { quoted } from "../terminal/clean.ts";
import type { Result } from "../terminal/output.ts";
import { type Column, table } from "../terminal/table.ts";

interface Workspace {
  id: string;
  name: string;
  plan: string;
  role: string | null;
  current: boolean;
}

const COLUMNS: Column<Workspace>[] = [
  { title: "", value: ({ current }) => (current ? "*" : " ") },
  { title: "NAME", value: ({ name }) => name, shortest: 10 },
  { title: "ID", value: ({ id }) => id },
  { title: "PLAN", value: ({ plan }) => plan, shortest: 8 },
  { title: "ROLE", value: ({ role }) => role },
];

export function addWorkspaces(cli: Cli): void {
  const workspaces = cli.group("workspaces", "your workspaces; * is the one that commands are about");
  workspaces.does(list);
  workspaces
    .group("use", "choose the workspace that the following commands are about")
    .argument("WORKSPACE", "its ID or name")
    .does((context, [workspace]: [string]) => use(context, workspace));
}

async function all(context: Context) {
  const api = context.api();
  const found = await api.workspaces.list();
  const { workspace } = await api.me.retrieve();
  return found.map((each) => ({ ...each, current: each.id === workspace?.id }));
}

async function list(context: Context): Promise<Result> {
  const found = await all(context);
  return found.length > 0
    ? { data: found, view: (width) => table(found, COLUMNS, width) }
    : { data: [], words: "You have no workspace." };
}

async function use(context: Context, text: string): Promise<Result> {
  const { from } = context.login();
  if (from === "LATCHKEY_API_KEY") throw refused("LATCHKEY_API_KEY is set, and a key has one workspace.");
  const matching = (await all(context)).filter(({ id, name }) => id === text || name === text);
  if (matching.length !== 1)
    throw refused(
      matching.length === 0
        ? `You have no workspace with the ID or name ${quoted(text)}.`
        : `${matching.length} workspaces are called ${quoted(text)}. Choose one by its ID.`,
      "List them: latchkey workspaces",
    );
  const { id, name } = matching[0]!;
  saveProfile(context.settings().profile.value, { workspace_id: id });
  return { data: { ...matching[0]!, current: true }, words: `Commands are now about ${name} (${id}).` };
}
