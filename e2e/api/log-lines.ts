import { readFileSync } from "node:fs";

const LEVELS = new Set([10, 20, 30, 40, 50, 60]);

export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

/** Reads everything that a process has printed. Throws if a line isn't one JSON object of the log. */
export function readLogLines(output: string): LogLine[] {
  const lines = output.split("\n").filter(Boolean);
  const foreign = lines.filter((line) => !isLogLine(line));
  if (foreign.length > 0) throw new Error(`These lines are not from the log:\n${foreign.join("\n")}`);
  return lines.map((line) => JSON.parse(line));
}

/** Reads everything that a server has printed. Throws if a line isn't one JSON object of the log. */
export const logLinesOf = ({ logFile }: { logFile: string }) => readLogLines(readFileSync(logFile, "utf8"));

function isLogLine(line: string): boolean {
  try {
    const { level, time, msg } = JSON.parse(line);
    return LEVELS.has(level) && Number.isSafeInteger(time) && typeof msg === "string";
  } catch {
    return false;
  }
}
