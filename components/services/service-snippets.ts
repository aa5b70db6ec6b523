import type { Snippet } from "#components/key-dialogs/snippets.ts";

/** The key that the examples verify. */
export const PLACEHOLDER = "the-key-to-verify";

/** The variables that a service needs, as a file. */
export const serviceEnvFile = (secret: string, baseUrl: string) =>
  `LATCHKEY_BASE_URL=${baseUrl}\nLATCHKEY_SERVICE_SECRET=${secret}\n`;

/** Code that verifies a key as a service. Only the first two contain its secret: code reads it from the environment. */
export const serviceSnippets = (secret: string, baseUrl: string): Snippet[] => [
  { id: "env", name: ".env", code: serviceEnvFile(secret, baseUrl).trim() },
  { id: "curl", name: "curl", code: curl(secret, baseUrl) },
  ...[
    { id: "javascript", name: "JavaScript", code: JAVASCRIPT },
    { id: "python", name: "Python", code: PYTHON },
    { id: "go", name: "Go", code: GO },
    { id: "rust", name: "Rust", code: RUST },
  ].map((snippet) => ({ ...snippet, install: `/docs/sdks/${snippet.id}#install` })),
];

const curl = (secret: string, baseUrl: string) => `curl -X POST ${baseUrl}/api/v1/keys/verify \\
  -H "Authorization: Bearer ${secret}" \\
  -H "Content-Type: application/json" \\
  -d '{"key": "${PLACEHOLDER}"}'`;

const JAVASCRIPT = `// node --env-file=.env example.mjs
import { Latchkey } from "@latchkey/sdk";

const accessToken = process.env.LATCHKEY_SERVICE_SECRET;
const client = new Latchkey({ accessToken });
const key = await client.keys.validate({ key: "${PLACEHOLDER}" });
console.log(key.workspace_id, key.hasScope("data:read"));`;

const PYTHON = `# set -a; . ./.env; set +a; python3 example.py
import os

from latchkey import Latchkey

client = Latchkey(access_token=os.environ["LATCHKEY_SERVICE_SECRET"])
key = client.keys.validate("${PLACEHOLDER}")
print(key.workspace_id, key.has_scope("data:read"))`;

const GO = `// set -a; . ./.env; set +a; go run example.go
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	latchkey "example.com/latchkey/sdk/go"
)

func main() {
	secret := os.Getenv("LATCHKEY_SERVICE_SECRET")
	client, err := latchkey.New(latchkey.WithAccessToken(secret))
	if err != nil {
		log.Fatal(err)
	}
	question := latchkey.VerifyRequest{Key: "${PLACEHOLDER}"}
	key, err := client.Keys.Validate(context.Background(), question)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(key.WorkspaceID, key.HasScope("data:read"))
}`;

const RUST = `// set -a; . ./.env; set +a; cargo run # src/main.rs
use latchkey::{types::VerifyRequest, Client};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("LATCHKEY_SERVICE_SECRET")?;
    let client = Client::builder().access_token(secret).build()?;
    let question = VerifyRequest {
        key: "${PLACEHOLDER}".into(),
        ..Default::default()
    };
    let key = client.keys().validate(&question).await?;
    println!("{} {}", key.workspace_id, key.has_scope("data:read"));
    Ok(())
}`;
