import { misused } from "../failure.ts";

const LONGEST = 4096;

/** The first line of stdin, such as a secret that is piped in. Throws a Failure if there is none. */
export async function firstLine(what: string): Promise<string> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    text += chunk;
    if (text.includes("\n") || text.length > LONGEST) break;
  }
  const line = text.split(/\r?\n/)[0]!;
  if (line === "") throw misused(`${what} is expected on stdin, which is empty.`);
  if (line.length > LONGEST) throw misused(`${what} on stdin is too long.`);
  return line;
}
