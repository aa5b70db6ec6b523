import { headingOf } from "../lib/docs/headings.ts";
import { siteLink } from "../lib/docs/links.ts";

/** Gives headings their anchors and links their addresses, and passes on what a code block says after its language. */
export default function docsPlugin() {
  return (tree, file) => {
    const [, name] = /content[\\/]docs[\\/](.*)\.mdx$/.exec(file.path);
    const page = { name: name.replaceAll("\\", "/"), lines: String(file).split("\n") };
    for (const node of tree.children) visit(node, page);
  };
}

function visit(node, page) {
  if (node.type === "link" || node.type === "definition") node.url = siteLink(node.url, page.name);
  if (node.type === "heading") node.data = { hProperties: { id: anchorOf(node, page.lines) } };
  if (node.type === "code" && node.meta) node.data = { hProperties: { "data-meta": node.meta } };
  for (const child of node.children ?? []) visit(child, page);
}

// Of the line as it is written, as the table of contents, the search and the test of links read it.
function anchorOf({ position }, lines) {
  const line = lines[position.start.line - 1];
  const heading = headingOf(line);
  if (!heading) throw new Error(`A heading starts with ## or ###: ${line}`);
  return heading.id;
}
