import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Files of a CA that nobody else trusts, and of a server on this machine. */
export interface Certificates {
  ca: string;
  certificate: string;
  key: string;
  remove(): void;
}

/** Creates a CA and a certificate of it for `localhost`. */
export function createCertificates(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-ca-"));
  const file = (name: string) => join(directory, name);
  const create = (name: string, ...more: string[]) =>
    execFileSync(
      "openssl",
      [
        ...[
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
          "-days",
          "2",
        ],
        ...["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`), ...more],
      ],
      { stdio: "pipe" },
    );
  create("ca", "-subj", "/CN=A CA of a test");
  const issuer = ["-CA", file("ca.pem"), "-CAkey", file("ca.key")];
  const usage = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
  create("server", "-subj", "/CN=localhost", ...issuer, ...usage);
  return {
    ca: file("ca.pem"),
    certificate: file("server.pem"),
    key: file("server.key"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
