import { sdkEnvFile, sdkSnippets } from "#components/key-dialogs/sdk-snippets.ts";
import type { ExampleApi } from "#components/keys/key-rules.ts";

export interface Snippet {
  id: string;
  name: string;
  code: string;
  /** The page that says how to install what the code needs. */
  install?: string;
}

/** The variables that a program needs, as a file. */
export const envFile = (secret: string, { url, baseUrl }: ExampleApi) =>
  baseUrl ? sdkEnvFile(secret, baseUrl) : `API_URL=${url}\nAPI_KEY=${secret}\n`;

/** A command that makes a request with a key. */
export const firstRequest = (secret: string, { url, path }: ExampleApi) =>
  `curl -H "X-API-Key: ${secret}" \\\n  ${url}${path}`;

/**
 * Code that makes a request with a new key. Only the first two contain its secret: code reads it from the environment. The
 * SDKs are clients of this installation's API, so another API is called without them.
 */
export const snippets = (secret: string, api: ExampleApi): Snippet[] => [
  { id: "env", name: ".env", code: envFile(secret, api).trim() },
  { id: "curl", name: "curl", code: firstRequest(secret, api) },
  ...(api.baseUrl ? sdkSnippets() : httpSnippets),
];

const JAVASCRIPT = `// node --env-file=.env example.mjs
const { API_URL, API_KEY } = process.env;

const response = await fetch(API_URL, {
  headers: { "X-API-Key": API_KEY },
});
console.log(response.status, await response.text());`;

const PYTHON = `# set -a; . ./.env; set +a; python3 example.py
import os
import urllib.request

request = urllib.request.Request(
    os.environ["API_URL"],
    headers={"X-API-Key": os.environ["API_KEY"]},
)
with urllib.request.urlopen(request) as response:
    print(response.status, response.read().decode())`;

const GO = `// set -a; . ./.env; set +a; go run example.go
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	request, err := http.NewRequest("GET", os.Getenv("API_URL"), nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("X-API-Key", os.Getenv("API_KEY"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, string(body))
}`;

const httpSnippets: Snippet[] = [
  { id: "javascript", name: "JavaScript", code: JAVASCRIPT },
  { id: "python", name: "Python", code: PYTHON },
  { id: "go", name: "Go", code: GO },
];
