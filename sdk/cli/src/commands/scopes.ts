import type { Cli } from "../command.ts";
import { type Column, table } from "../terminal/table.ts";

interface Scope {
  name: string;
  description: string;
  built_in: boolean;
}

const COLUMNS: Column<Scope>[] = [
  { title: "SCOPE", value: ({ name }) => name },
  { title: "FOR", value: ({ built_in }) => (built_in ? "Latchkey" : "your API") },
  { title: "DESCRIPTION", value: ({ description }) => description, shortest: 16 },
];

export function addScopes(cli: Cli): void {
  cli.group("scopes", "the scopes that keys can have").does(async (context) => {
    const scopes = await context.api().scopes.list();
    return scopes.length > 0
      ? { data: scopes, view: (width) => table(scopes, COLUMNS, width) }
      : { data: scopes, words: "There are no scopes." };
  });
}
