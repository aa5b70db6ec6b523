import { slugOf } from "../lib/docs/slug.ts";

/** Gives headings their anchors, and passes on what a code block says after its language. */
export default function docsPlugin() {
  return (tree) => {
    for (const node of tree.children) visit(node);
  };
}

function visit(node) {
  if (node.type === "heading") node.data = { hProperties: { id: slugOf(textOf(node)) } };
  if (node.type === "code" && node.meta) node.data = { hProperties: { "data-meta": node.meta } };
  for (const child of node.children ?? []) visit(child);
}

const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join("");
