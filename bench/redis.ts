import { createClient } from "@redis/client";
import { freePort } from "#scripts/free-port.ts";
import { end, start } from "#scripts/processes.ts";
import { findProgram } from "#scripts/programs.ts";
import { on } from "./pinning.ts";

/** A Redis server of the benchmark, on the client's core. It saves nothing. */
export interface Redis {
  url: string;
  pid: number;
  /** Sends it a command over a connection of its own. */
  command(...words: string[]): Promise<unknown>;
  end(): Promise<void>;
}

export async function startRedis(runDirectory: string): Promise<Redis> {
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--dir", runDirectory];
  const server = start(...on("client", findProgram("redis-server"), args), { stdio: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  const command = async (...words: string[]) => {
    const client = createClient({ url, socket: { reconnectStrategy: (retries) => retries < 100 && 50 } });
    await client.on("error", () => {}).connect();
    try {
      return await client.sendCommand(words);
    } finally {
      client.destroy();
    }
  };
  await command("PING");
  return { url, pid: server.pid!, command, end: () => end(server) };
}
