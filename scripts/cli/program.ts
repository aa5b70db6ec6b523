import { addAudit } from "./audit.ts";
import { addBackup } from "./backup.ts";
import { Cli } from "./command.ts";
import { addDoctor } from "./doctor.ts";
import { addHelp, formatHelp } from "./help.ts";
import { addKey } from "./key.ts";
import { addMail } from "./mail.ts";
import { addMove } from "./move.ts";
import { addOperator } from "./operator.ts";
import { addPlan } from "./plan.ts";
import { addService } from "./service.ts";
import { addSettings } from "./settings.ts";
import { addUser } from "./user.ts";
import { addWorkspace } from "./workspace.ts";

/** All commands. */
export function program(): Cli {
  const cli = new Cli("npm run cli --");
  cli
    .description(
      "Manages this installation, also while the server runs. Changes are in force with the next request.",
    )
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .option("--json", "print data as JSON")
    .exitOverride()
    .configureHelp({ formatHelp });
  for (const add of [
    addOperator,
    addUser,
    addWorkspace,
    addPlan,
    addKey,
    addAudit,
    addService,
    addSettings,
    addMail,
    addBackup,
    addMove,
    addDoctor,
    addHelp,
  ])
    add(cli);
  return cli;
}
