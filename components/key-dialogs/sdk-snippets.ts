/** The variables that the SDKs and the command line read. */
export const sdkEnvFile = (secret: string, baseUrl: string) =>
  `LATCHKEY_BASE_URL=${baseUrl}\nLATCHKEY_API_KEY=${secret}\n`;

/** Code that makes a request to this installation's API with the SDK of a language. */
export const sdkSnippets = () => [
  { id: "javascript", name: "JavaScript", code: JAVASCRIPT, install: installing("javascript") },
  { id: "python", name: "Python", code: PYTHON, install: installing("python") },
  { id: "go", name: "Go", code: GO, install: installing("go") },
  { id: "rust", name: "Rust", code: RUST, install: installing("rust") },
];

const installing = (language: string) => `/docs/sdks/${language}#install`;

const JAVASCRIPT = `// node --env-file=.env example.mjs
import { Latchkey } from "@latchkey/sdk";

const client = new Latchkey();
const me = await client.me.retrieve();
console.log(me.actor.id, me.scopes);`;

const PYTHON = `# set -a; . ./.env; set +a; python3 example.py
from latchkey import Latchkey

client = Latchkey()
me = client.me.retrieve()
print(me.actor.id, me.scopes)`;

const GO = `// set -a; . ./.env; set +a; go run example.go
package main

import (
	"context"
	"fmt"
	"log"

	latchkey "example.com/latchkey/sdk/go"
)

func main() {
	client, err := latchkey.New()
	if err != nil {
		log.Fatal(err)
	}
	me, err := client.Me.Retrieve(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.Actor.ID, me.Scopes)
}`;

const RUST = `// set -a; . ./.env; set +a; cargo run # src/main.rs
use latchkey::Client;

#[tokio::main]
async fn main() -> Result<(), latchkey::Error> {
    let client = Client::from_env()?;
    let me = client.me().retrieve().await?;
    println!("{} {:?}", me.actor.id, me.scopes);
    Ok(())
}`;
