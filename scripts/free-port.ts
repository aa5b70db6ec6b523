import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

// Below the ports that systems give to outgoing connections (from 32,768 on Linux), which any client could get
// between this look and the start of the server, or while a server restarts.
const [FIRST, AFTER_LAST] = [10_240, 32_768];
const given = new Set<number>();

/** Finds a free port, each time another one. Another program could take it before it is used, but that is rare. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, AFTER_LAST);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** Whether a program could listen at the port, at every address of this machine. */
async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port);
  const free = await once(probe, "listening").then(
    () => true,
    () => false,
  );
  if (free) await once(probe.close(), "close");
  return free;
}
