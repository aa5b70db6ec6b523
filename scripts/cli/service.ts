import type { Cli } from "./command.ts";
import { did, Refusal, shows } from "./output.ts";
import * as values from "./values.ts";

const load = () => import("#lib/services/services.ts");
const bySystem = async () => (await import("#lib/audit/commit-audited.ts")).bySystem;

export function addService(cli: Cli): void {
  const service = cli
    .command("service")
    .description("Credentials of your own services, which can verify keys of every workspace.")
    .helpCommand(false) as Cli;
  (service.command("create") as Cli)
    .summary("create a service credential")
    .description("Creates a credential that can verify keys of every workspace. Its secret is shown once.")
    .argument("NAME", "", values.name)
    .does(async ([name]: [string]) => {
      const { createService } = await load();
      const { id, secret } = await createService(await bySystem(), name, new Date());
      return shows({ id, secret }, "Store the secret now. It isn't shown again.");
    });
  (service.command("list") as Cli)
    .summary("list service credentials")
    .description("Lists service credentials, without their secrets.")
    .does(async () => {
      const rows = await (await load()).listServices();
      return shows(
        rows.map(({ id, name, createdAt, revokedAt }) => ({
          id,
          name,
          created_at: createdAt,
          revoked_at: revokedAt,
        })),
      );
    });
  (service.command("revoke") as Cli)
    .summary("revoke a service credential")
    .description("Revokes a service credential, from its next request on.")
    .argument("ID", "", values.id("svc"))
    .does(async ([id]: [string]) => {
      if (!(await (await load()).revokeService(await bySystem(), id, new Date())))
        throw new Refusal(`No active service credential has the ID ${id}.`);
      return did(`${id} is revoked.`, { id });
    });
}
