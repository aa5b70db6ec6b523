import type { NextConfig } from "next";

// Without a file of its own, this example would have the configuration of Latchkey above it.
const config: NextConfig = {};

export default config;
