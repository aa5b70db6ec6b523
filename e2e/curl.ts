import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface CurlAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** Calls the API with curl, as a developer does with a new key. */
export async function curl(url: string, key: string): Promise<CurlAnswer> {
  const { stdout } = await promisify(execFile)("curl", ["-si", "-m", "10", "-H", `X-API-Key: ${key}`, url]);
  const [head = "", ...rest] = stdout.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line) => [
    line.split(":")[0]!.toLowerCase(),
    line.slice(line.indexOf(":") + 1).trim(),
  ]);
  return {
    status: Number(first.split(" ")[1]),
    headers: Object.fromEntries(headers),
    body: rest.join("\r\n\r\n"),
  };
}
