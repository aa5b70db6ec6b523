// JavaScript: for a .ts file Next loads its compiler at every start, and keeps 23 MB of it.

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // Native or dialect-picking packages: loaded by Node from node_modules, never bundled.
  serverExternalPackages: ["better-sqlite3", "pg", "@node-rs/argon2", "pino", "nodemailer", "prom-client"],
  // Prerendering Next's own error page fails now and then, upstream, with a null context: it is tried again.
  experimental: { staticGenerationRetryCount: 5 },
  // `npm run check` type-checks the whole tree, tests included.
  typescript: { ignoreBuildErrors: true },
};

export default config;
