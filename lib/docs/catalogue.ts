/** A group of pages in the navigation. `content/docs/<name>.mdx` has the page's text. */
export interface Section {
  title: string;
  /** Their names, in order. */
  pages: string[];
  /** For the people who run the server. Their examples keep their URLs. */
  forOperators?: true;
}

/** The documentation in its order. */
export const sections: Section[] = [
  { title: "Get started", pages: ["quickstart", "authentication"] },
  {
    title: "Guides",
    pages: ["scopes", "rate-limits", "handling-errors", "rotation", "idempotency"],
  },
  {
    title: "SDKs and CLI",
    pages: ["javascript", "python", "go", "rust", "cli"].map((name) => `sdks/${name}`),
  },
  { title: "Reference", pages: ["reference", "errors"] },
  {
    title: "Gateways",
    pages: ["gate", "nginx", "caddy", "haproxy", "traefik", "envoy"].map((name) => `gateways/${name}`),
    forOperators: true,
  },
  {
    title: "Self-hosting",
    pages: [
      "install",
      "checklist",
      "configure",
      "tls",
      "email",
      "postgresql",
      "redis",
      "people",
      "plans",
      "backup",
      "upgrade",
      "monitoring",
      "security",
      "sizing",
      "scaling",
      "troubleshooting",
      "your-own-endpoints",
    ].map((name) => `self-hosting/${name}`),
    forOperators: true,
  },
];

/** Pages that a component renders, instead of a file. */
export const renderedPages: Record<string, { title: string; description: string }> = {
  reference: {
    title: "API reference",
    description: "Every endpoint with its parameters and responses, and a way to try it.",
  },
  errors: {
    title: "Error codes",
    description: "What each error code means, and what to do about it.",
  },
};
