import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./processes.ts";

const IMPORT = /from "#lib\/([\w-]+)\//g;

/** Finds folders of lib/ that import each other, directly or indirectly. */
export function folderCircles(): string[] {
  const graph = readImports();
  const circles = [...graph.keys()].flatMap((folder) => pathBack(graph, folder) ?? []);
  return circles.map((path) => `lib/ has a circle: ${path}`);
}

function readImports(): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const file of globSync("lib/*/**/*.ts", { cwd: root })) {
    if (file.endsWith(".test.ts")) continue;
    const folder = file.split("/")[1]!;
    const imported = graph.get(folder) ?? new Set();
    for (const [, other] of readFileSync(join(root, file), "utf8").matchAll(IMPORT))
      if (other !== folder) imported.add(other!);
    graph.set(folder, imported);
  }
  return graph;
}

/** The shortest path of imports from a folder back to itself. */
function pathBack(graph: Map<string, Set<string>>, start: string): string | null {
  const paths = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1)!) ?? []) {
      if (next === start) return [...path, start].join(" → ");
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return null;
}
