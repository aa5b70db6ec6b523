/** The value of a variable in the text of a .env file, without quotes; null if it isn't set. The last one counts. */
export function valueIn(content: string, name: string): string | null {
  let value: string | null = null;
  for (const line of content.split(/\r?\n/)) {
    const found = assignment(line);
    if (found?.name === name) value = found.value;
  }
  return value;
}

/** The same text with these variables set. All other lines stay as they are. */
export function withValues(content: string, values: Record<string, string>): string {
  const end = content.includes("\r\n") ? "\r\n" : "\n";
  const lines = content === "" ? [] : content.replace(/\r?\n$/, "").split(/\r?\n/);
  const open = { ...values };
  const changed = lines.flatMap((line) => {
    const name = assignment(line)?.name;
    if (name === undefined || !Object.hasOwn(values, name)) return [line];
    // Of several lines with one name, the last would win: one is left.
    if (!Object.hasOwn(open, name)) return [];
    delete open[name];
    return [`${name}=${values[name]}`];
  });
  const added = Object.entries(open).map(([name, value]) => `${name}=${value}`);
  return [...changed, ...added].join(end) + end;
}

const ASSIGNMENT = /^[ \t]{0,20}(?:export[ \t]{1,20})?([A-Za-z_]\w{0,100})[ \t]{0,20}=(.*)$/;

function assignment(line: string): { name: string; value: string } | null {
  const found = ASSIGNMENT.exec(line);
  if (!found) return null;
  const value = found[2]!.trim();
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return { name: found[1]!, value: quoted ? quoted[2]! : value };
}
