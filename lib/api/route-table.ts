/** The target of a path, with the values of the template's parameters. */
export interface RouteMatch<Target> {
  target: Target;
  params: Record<string, string>;
}

interface Pattern<Target> {
  target: Target;
  expression: RegExp;
}

/** Finds the target of a path. Fixed segments win over parameters: `/keys/import` is not the key with the ID "import". */
export class RouteTable<Target> {
  #fixed = new Map<string, RouteMatch<Target>>();
  #patterns: Pattern<Target>[];

  /** Templates such as `/api/v1/keys/{id}`, each with its target. */
  constructor(routes: [template: string, target: Target][]) {
    const withParameters = routes.filter(([template]) => template.includes("{"));
    for (const [template, target] of routes)
      if (!template.includes("{")) this.#fixed.set(template, { target, params: {} });
    this.#patterns = withParameters
      .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
      .map(([template, target]) => ({ target, expression: expressionOf(template) }));
  }

  find(path: string): RouteMatch<Target> | null {
    const fixed = this.#fixed.get(path);
    if (fixed) return fixed;
    for (const { target, expression } of this.#patterns) {
      const match = expression.exec(path);
      if (match) return { target, params: decode(match.groups) };
    }
    return null;
  }
}

const rank = (template: string) => template.replaceAll("{", "~");

function expressionOf(template: string): RegExp {
  const source = template.replace(/[.]/g, "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}$`);
}

function decode(groups: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
