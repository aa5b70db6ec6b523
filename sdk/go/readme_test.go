package latchkey_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// What the blocks of the README need besides the first one's.
const readmeImports = `import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
`

// TestReadme does what the README says, in an empty folder beside a clone: it installs the SDK, runs the first program, and
// then the same program with all other blocks in it.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := func(language string) (found []string) {
		for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
			found = append(found, block[1])
		}
		return found
	}
	commands, code := blocks("sh"), blocks("go")
	if len(commands) != 2 || len(code) < 8 {
		t.Fatalf("the README has %d blocks of commands and %d of Go", len(commands), len(code))
	}
	first := code[0]
	rest := strings.ReplaceAll(strings.Join(code[1:], ""), "http://127.0.0.1:3001", gateURL)
	rest += "\t_, err = client.Keys.Revoke(ctx, created.ID)\n"
	whole := strings.Replace(first, "import (\n\t\"context\"\n\t\"fmt\"\n\t\"log\"\n", readmeImports, 1)
	whole = strings.Replace(whole, "\treturn nil\n", rest+"\treturn err\n", 1)

	d := newDeveloper(t, commands[0])
	for _, program := range []struct {
		code     string
		expected []string
	}{
		{first, []string{"key_", "keys:write"}},
		{whole, []string{"key_", "404 not_found req_", "true", `"plan";r=`}},
	} {
		d.write(t, "main.go", program.code)
		output := d.bash(t, settings(commands[1])+"go run .")
		for _, expected := range program.expected {
			if !strings.Contains(output, expected) {
				t.Errorf("%q isn't printed:\n%s", expected, output)
			}
		}
	}
}

// settings is the README's block of exports, with the values of the test.
func settings(exports string) string {
	return strings.NewReplacer("paste the key here", apiKey, "http://localhost:3000", baseURL).Replace(exports)
}
