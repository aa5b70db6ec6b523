import { join } from "node:path";
import createMDX from "@next/mdx";
import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // Packages with native code or dynamic imports. Node loads them from node_modules; they can't be bundled.
  serverExternalPackages: ["better-sqlite3", "pg", "@node-rs/argon2", "pino", "nodemailer", "prom-client"],
  // A bug in Next sometimes makes prerendering its error page fail with a null context, so it is retried.
  experimental: { staticGenerationRetryCount: 5 },
  // `npm run check` type-checks everything, including tests.
  typescript: { ignoreBuildErrors: true },
  rewrites: async () => [
    // Every page of the documentation is also there as Markdown.
    { source: "/docs/:name*.md", destination: "/docs-markdown/:name*" },
    // Browsers ask for it if they haven't seen the page's link to its icon yet.
    { source: "/favicon.ico", destination: "/branding/icon.svg" },
  ],
};

// Turbopack takes plugins by their name or path.
const withMDX = createMDX({
  options: {
    remarkPlugins: ["remark-frontmatter", "remark-gfm", join(process.cwd(), "scripts/mdx-plugin.mjs")],
  },
});

export default withMDX(config);
