import { buildCli } from "#sdk/cli/build.ts";

/** The developer's command line, as it is published. */
export default async function setup() {
  await buildCli();
}
