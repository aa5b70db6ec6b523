import { existsSync, rmSync, writeFileSync } from "node:fs";
import { run } from "./processes.ts";

const POLICY = "/usr/sbin/policy-rc.d";

export const mayInstallFromDebian = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/** Installs packages, without their services; returns what apt-get wrote. */
export async function installFromDebian(...packages: string[]): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const allowServices = forbidServices();
  try {
    await run("apt-get", ["update"], { env });
    return (await run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env })).output;
  } finally {
    allowServices();
  }
}

/** The last lines of a program's output, which say why it failed. */
export const lastLines = (output: string) => output.trimEnd().split("\n").slice(-15).join("\n");

// Tests want the program; a package would start its service, too, on a port that is perhaps somebody else's.
function forbidServices(): () => void {
  if (existsSync(POLICY)) return () => {};
  writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return () => rmSync(POLICY);
}
