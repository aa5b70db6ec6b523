import { existsSync, rmSync, writeFileSync } from "node:fs";
import { run } from "./processes.ts";

const POLICY = "/usr/sbin/policy-rc.d";

export const mayInstallFromDebian = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/** Installs packages without starting their services. Returns the output of apt-get. */
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

/** The last lines of a program's output, which usually say why it failed. */
export const lastLines = (output: string) => output.trimEnd().split("\n").slice(-15).join("\n");

/**
 * Keeps Debian from starting the services of installed packages, on ports that may be in use, by a policy file. The file
 * is removed when this process ends. After a SIGKILL, it removes itself when it is next used.
 */
function forbidServices(): () => void {
  if (existsSync(POLICY)) return () => {};
  const script = `#!/bin/sh\nif kill -0 ${process.pid} 2>/dev/null; then exit 101; fi\nrm -f ${POLICY}\nexit 0\n`;
  const remove = () => rmSync(POLICY, { force: true });
  writeFileSync(POLICY, script, { mode: 0o755 });
  process.once("exit", remove);
  return () => {
    process.off("exit", remove);
    remove();
  };
}
