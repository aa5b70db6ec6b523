import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { root } from "./processes.ts";

/** Finds the regular expressions in source files: `file: /expression/flags`, or `file: new RegExp(…)`. */
export function expressionsIn(patterns: string[]): string[] {
  return patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !file.includes(".test."))
    .flatMap((file) => expressionsOf(file).map((expression) => `${file}: ${expression}`))
    .sort();
}

function expressionsOf(file: string): string[] {
  const source = readFileSync(join(root, file), "utf8");
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const found: string[] = [];
  visit(program, (node) => {
    if (node.type === "Literal" && node.regex) found.push(node.raw!);
    else if (node.callee?.name === "RegExp") found.push(source.slice(node.start, node.end));
  });
  return found;
}

/** What is needed of a node of the syntax tree. */
interface Node {
  type: string;
  start: number;
  end: number;
  raw?: string;
  regex?: object;
  callee?: { name?: string };
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  if ("type" in value) see(value as Node);
  for (const member of Object.values(value)) visit(member, see);
}
