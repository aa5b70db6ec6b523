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
  addRotation(service);
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

function addRotation(service: Cli): void {
  (service.command("rotate") as Cli)
    .summary("give a service credential a new secret")
    .description(
      "Gives a service credential a new secret, which is shown once. Without --overlap, the previous one stops working with the next request.",
    )
    .argument("ID", "", values.id("svc"))
    .option("--overlap <S>", "how long the previous secret works, in seconds", values.overlap, 0)
    .does(async ([id]: [string], { overlap }: { overlap: number }) => {
      const { rotateService } = await import("#lib/services/rotate.ts");
      const { secret, rotation } = await rotateService(await bySystem(), id, overlap, new Date());
      const previous = rotation ? `works until ${rotation.previous_expires_at}` : "no longer works";
      const message = `Store the secret now. It isn't shown again. The previous one ${previous}.`;
      return shows({ id, secret, previous_expires_at: rotation?.previous_expires_at ?? null }, message);
    });
  (service.command("end-overlap") as Cli)
    .summary("end the overlap of a service's rotation")
    .description("Ends the overlap of a rotation: the previous secret stops working with the next request.")
    .argument("ID", "", values.id("svc"))
    .does(async ([id]: [string]) => {
      const { endServiceOverlap } = await import("#lib/services/rotate.ts");
      const ended = await endServiceOverlap(await bySystem(), id, new Date());
      return did(`The previous secret of ${id} no longer works.`, ended);
    });
}
