import { siteLink } from "../lib/docs/links.ts";
import { slugOf } from "../lib/docs/slug.ts";

/** Gives headings their anchors and links their addresses, and passes on what a code block says after its language. */
export default function docsPlugin() {
  return (tree, file) => {
    const [, name] = /content[\\/]docs[\\/](.*)\.mdx$/.exec(file.path);
    for (const node of tree.children) visit(node, name.replaceAll("\\", "/"));
  };
}

function visit(node, name) {
  if (node.type === "link" || node.type === "definition") node.url = siteLink(node.url, name);
  if (node.type === "heading") node.data = { hProperties: { id: slugOf(textOf(node)) } };
  if (node.type === "code" && node.meta) node.data = { hProperties: { "data-meta": node.meta } };
  for (const child of node.children ?? []) visit(child, name);
}

const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join("");
