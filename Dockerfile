# syntax=docker/dockerfile:1
# One stage builds with all packages; the image gets only what `npm run package` writes. A test runs the same script, and
# starts its result on a read-only file system as another user.

FROM node:24.9.0-bookworm-slim AS build
WORKDIR /build
# A layer of its own, so that packages are only installed again when their lock changes.
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund --loglevel=error
COPY . .
RUN npm run package -- /app

# The server runs on the Node.js that the lock names, so this image has none of its own.
FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 latchkey \
 && useradd --system --uid 10001 --gid latchkey --home-dir /data --shell /usr/sbin/nologin latchkey \
 && install --directory --owner=latchkey --group=latchkey --mode=0700 /data
COPY --from=build /app /app
RUN ln -s /app/deploy/latchkey.sh /usr/local/bin/latchkey
WORKDIR /app
# Signals reach the server itself, and Node's compiled code is kept in the volume, because /app can't be written.
# glibc would keep a heap for each thread: two are enough, and need 15 to 20 MB less.
ENV NODE_ENV=production \
    PATH=/app/node_modules/.bin:$PATH \
    DATA_DIR=/data \
    NODE_COMPILE_CACHE=/data/.compile-cache \
    LATCHKEY_CLI=latchkey \
    MALLOC_ARENA_MAX=2
USER 10001:10001
VOLUME /data
EXPOSE 3000 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/deploy/health-check.mjs"]
CMD ["node", "--min-semi-space-size=4", "--max-semi-space-size=4", "server.ts"]
