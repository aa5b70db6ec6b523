package latchkey_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

// person has an account and is logged in, with the SDK's client and at a command line.
type person struct {
	t               *testing.T
	email, password string
	client          *latchkey.Client
	home            string
}

// newPerson signs up, verifies the address, and logs in, as the API says: the SDK is for those who have an account.
func newPerson(t *testing.T) *person {
	t.Helper()
	bytes := make([]byte, 12)
	_, _ = rand.Read(bytes)
	name := hex.EncodeToString(bytes)
	p := &person{t: t, email: "dev-" + name + "@example.test", password: "pw-" + name, home: t.TempDir()}
	account(t, "signup", map[string]string{"email": p.email, "password": p.password})
	account(t, "verify", map[string]string{"token": mailedToken(t, p.email)})
	tokens := account(t, "login", map[string]string{"email": p.email, "password": p.password})
	client, err := latchkey.New(latchkey.WithAccessToken(tokens["access_token"].(string)), latchkey.WithBaseURL(baseURL))
	if err != nil {
		t.Fatal(err)
	}
	p.client = client
	p.cli(p.password+"\n", "login", "--email", p.email, "--base-url", baseURL)
	return p
}

// account calls /api/v1/auth/… from an address of its own, because attempts are limited by address.
func account(t *testing.T, action string, body map[string]string) map[string]any {
	t.Helper()
	sent, _ := json.Marshal(body)
	request, err := http.NewRequest(http.MethodPost, baseURL+"/api/v1/auth/"+action, bytes.NewReader(sent))
	if err != nil {
		t.Fatal(err)
	}
	address := make([]byte, 3)
	_, _ = rand.Read(address)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", address[0], address[1], address[2]))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct{ Data map[string]any }
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		t.Fatalf("%s: %d %s %v", action, response.StatusCode, text, err)
	}
	if len(text) > 0 {
		decode(t, text, &answer)
	}
	return answer.Data
}

var tokenInMail = regexp.MustCompile(`token=([\w-]+)`)

// mailedToken waits for the mail to an address, and gives the token of its link.
func mailedToken(t *testing.T, address string) string {
	t.Helper()
	pattern := filepath.Join(os.Getenv("LATCHKEY_TEST_MAIL_FOLDER"), "*-"+url.QueryEscape(address)+".eml")
	for tries := 0; tries < 400; tries++ {
		if files, _ := filepath.Glob(pattern); len(files) > 0 {
			raw, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			_, text, _ := bytes.Cut(raw, []byte("quoted-printable"))
			decoded, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(text)))
			if found := tokenInMail.FindSubmatch(decoded); found != nil {
				return string(found[1])
			}
			t.Fatalf("no token in %s", decoded)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no mail to %s", address)
	return ""
}

// configure changes the settings of the person's workspace.
func (p *person) configure(settings map[string]any) {
	p.t.Helper()
	me := must(p.client.Me.Retrieve(context.Background()))(p.t)
	path := "/workspaces/" + me.Workspace.ID
	request := latchkey.Request{Method: http.MethodPatch, Path: path, Body: settings}
	if err := p.client.Do(context.Background(), request, nil); err != nil {
		p.t.Fatal(err)
	}
}

// cli runs the command line, which has to succeed, and gives what it prints to stdout.
func (p *person) cli(stdin string, words ...string) string {
	p.t.Helper()
	stdout, stderr, err := p.try(stdin, words...)
	if err != nil {
		p.t.Fatalf("latchkey %s: %v\n%s", strings.Join(words, " "), err, stderr)
	}
	return strings.TrimSpace(stdout)
}

func (p *person) try(stdin string, words ...string) (stdout, stderr string, err error) {
	command := exec.Command(os.Getenv("LATCHKEY_TEST_CLI"), words...)
	command.Env = []string{"HOME=" + p.home, "PATH=" + os.Getenv("PATH"), "TZ=UTC", "LANG=C.UTF-8"}
	command.Stdin = strings.NewReader(stdin)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	err = command.Run()
	return out.String(), errors.String(), err
}

// with gives a client with the secret of a key.
func (p *person) with(secret string) *latchkey.Client {
	p.t.Helper()
	return must(latchkey.New(latchkey.WithAPIKey(secret), latchkey.WithBaseURL(baseURL)))(p.t)
}

// must ends the test if there is an error.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
