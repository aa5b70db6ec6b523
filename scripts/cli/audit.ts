import type { Cli } from "./command.ts";
import { type Result, shows } from "./output.ts";
import { counted } from "./people.ts";
import * as values from "./values.ts";

export function addAudit(cli: Cli): void {
  const audit = cli.command("audit").description("The audit log.").helpCommand(false) as Cli;
  (audit.command("verify") as Cli)
    .summary("check that nobody changed the audit log")
    .description(
      "Checks that no sealed event was changed, inserted or deleted, and names the first that doesn't fit. Exit code 1 if there is one.",
    )
    .does(verify);
  (audit.command("head") as Cli)
    .summary("list the last event of every chain")
    .description("Lists the last event of every chain. Keep it elsewhere to notice a rewritten chain.")
    .does(async () => shows(await (await import("#lib/audit/heads.ts")).auditHeads()));
  (audit.command("export") as Cli)
    .summary("print the audit log as NDJSON or CSV")
    .description("Prints the audit log of all workspaces, newest first, at most 100,000 events.")
    .option("--csv", "CSV instead of NDJSON")
    .option("--workspace <ID>", "only events of this workspace", values.id("ws"))
    .option("--from <TIME>", "since this time, such as 2026-11-01", values.time)
    .option("--to <TIME>", "before this time", values.time)
    .does(async (_: [], { csv, workspace, from, to }: ExportOptions) => {
      const { exportAudit, requireExportable } = await import("#lib/audit/export.ts");
      const filter = { workspaceId: workspace, from, to };
      await requireExportable(filter);
      for await (const part of exportAudit(filter, csv ? "csv" : "ndjson"))
        if (!process.stdout.write(part))
          await new Promise((resolve) => process.stdout.once("drain", resolve));
      return {};
    });
}

interface ExportOptions {
  csv?: boolean;
  workspace?: string;
  from?: Date;
  to?: Date;
}

async function verify(): Promise<Result> {
  const verified = await (await import("#lib/audit/verify.ts")).verifyAudit();
  const { misfit, chains, sealed, unsealed } = verified;
  const counts = `${counted(sealed, "event")} in ${counted(chains, "chain")}, ${unsealed.toLocaleString("en")} not sealed yet`;
  if (!misfit) return { data: verified, message: `The audit log is intact: ${counts}.`, enough: true };
  const { eventId, chain, number, problem } = misfit;
  const message = `The audit log was changed. ${eventId ?? `Event ${number}`} of chain ${chain} doesn't fit: ${problem}.`;
  return { data: verified, message, enough: true, exitCode: 1 };
}
