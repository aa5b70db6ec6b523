import { Cli } from "./command.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEnv } from "./commands/env-pull.ts";
import { addExplain } from "./commands/explain.ts";
import { addHelp } from "./commands/help.ts";
import { addKeys } from "./commands/keys.ts";
import { addLimits } from "./commands/limits.ts";
import { addLogin } from "./commands/login.ts";
import { addLogout } from "./commands/logout.ts";
import { addLogs } from "./commands/logs.ts";
import { addScopes } from "./commands/scopes.ts";
import { addUsage } from "./commands/usage.ts";
import { addWhoami } from "./commands/whoami.ts";
import { addWorkspaces } from "./commands/workspaces.ts";
import { addCompletion } from "./completion/command.ts";
import { formatHelp } from "./help.ts";
import { VERSION } from "./version.ts";

const ALL = [
  addLogin,
  addLogout,
  addWhoami,
  addKeys,
  addUsage,
  addLimits,
  addLogs,
  addExplain,
  addEnv,
  addScopes,
  addWorkspaces,
  addDoctor,
  addCompletion,
  addHelp,
];

/** The options of every command. They can stand anywhere on the line. */
const GLOBAL: [flags: string, description: string][] = [
  ["--json", "print data as JSON, as it is by default where stdout is no terminal"],
  ["--no-json", "print text, also where stdout is no terminal"],
  ["--profile <NAME>", "another server or account"],
  ["--base-url <URL>", "the server, such as https://keys.example.com"],
  ["--workspace <ID>", "the workspace, if you have several"],
];

/** All commands. */
export function program(): Cli {
  const cli = new Cli("latchkey");
  cli
    .description("Manage your API keys, see your limits and usage, and find out why a request was refused.")
    .version(VERSION, "--version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .configureHelp({ formatHelp })
    // Mistakes are printed in one place, and safely.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const [flags, description] of GLOBAL) cli.option(flags, description);
  for (const add of ALL) add(cli);
  return cli;
}
