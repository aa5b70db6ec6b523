import type { Cli } from "../command.ts";
import type { Me } from "../http/api.ts";
import type { Login } from "../settings.ts";
import { fields } from "../terminal/table.ts";

export function addWhoami(cli: Cli): void {
  cli.group("whoami", "show who is logged in, where and with which rights").does(async (context) => {
    const login = context.login();
    const me = await context.api().me.retrieve();
    const { data, view } = identity(me, login);
    return { data, view };
  });
}

/** Who is logged in. */
export function identity(me: Me, { baseUrl, from }: Pick<Login, "baseUrl" | "from" | "credential">) {
  const { actor, workspace, environment, scopes } = me;
  const name = actor.type === "user" ? actor.email : `API key ${actor.name ?? actor.id}`;
  const where = workspace ? `, workspace ${workspace.name}` : ", without a workspace";
  return {
    data: { base_url: baseUrl, credential: from, ...me },
    words: `${name} at ${baseUrl}${where}.`,
    view: (width: number) =>
      fields(
        [
          [actor.type === "user" ? "user" : "API key", name.replace(/^API key /, "")],
          ["server", baseUrl],
          ["logged in with", from],
          ["workspace", workspace && `${workspace.name} (${workspace.id})`],
          ["plan", workspace?.plan],
          ...(workspace?.role ? ([["role", workspace.role]] as const) : []),
          ["environment", environment ?? "live and test"],
          ["scopes", scopes.join(", ")],
        ],
        width,
      ),
  };
}
