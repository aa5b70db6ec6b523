package latchkey

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
)

// Client calls the API. It can be used by several goroutines at once.
type Client struct {
	Me          *MeService
	Keys        *KeyService
	Scopes      *ScopeService
	Usage       *UsageService
	Requests    *RequestService
	Workspaces  *WorkspaceService
	AuditEvents *AuditEventService
	Plans       *PlanService

	base       *url.URL
	credential credential
	http       *http.Client
	defaults   callSettings
}

// New creates a client. Without options, its key is LATCHKEY_API_KEY and its address LATCHKEY_BASE_URL.
// The error is an *Error of KindConfiguration.
func New(options ...ClientOption) (*Client, error) {
	settings := clientSettings{callSettings: callSettings{
		maxRetries: defaultMaxRetries, timeout: defaultTimeout, maxRetryAfter: defaultMaxRetryAfter,
	}}
	for _, option := range options {
		option.applyClient(&settings)
	}
	credential, err := credentialOf(&settings)
	if err != nil {
		return nil, err
	}
	address := os.Getenv("LATCHKEY_BASE_URL")
	if settings.baseURL != nil {
		address = *settings.baseURL
	}
	base, err := parseBase(address, "WithBaseURL or LATCHKEY_BASE_URL")
	if err != nil {
		return nil, err
	}
	if settings.httpClient == nil {
		settings.httpClient = &http.Client{Transport: sharedTransport()}
	}
	c := &Client{base: base, credential: credential, http: withoutRedirects(settings.httpClient), defaults: settings.callSettings}
	c.Me, c.Keys, c.Scopes, c.Usage = &MeService{c}, &KeyService{c}, &ScopeService{c}, &UsageService{c}
	c.Requests, c.Workspaces = &RequestService{c}, &WorkspaceService{c}
	c.AuditEvents, c.Plans = &AuditEventService{c}, &PlanService{c}
	return c, nil
}

// credential authenticates requests: an API key, or an access token. Both are functions, because fmt prints the text of a
// field, also of a copy of the client or of a service, which have no methods that could hide it.
type credential struct {
	apiKey func() string
	token  func(context.Context) (string, error)
}

func credentialOf(settings *clientSettings) (credential, error) {
	if settings.accessToken != nil {
		if settings.apiKey != nil {
			return credential{}, configurationError("Set an API key or an access token, not both.")
		}
		return credential{token: settings.accessToken}, nil
	}
	key := os.Getenv("LATCHKEY_API_KEY")
	if settings.apiKey != nil {
		key = *settings.apiKey
	}
	if key == "" {
		return credential{}, configurationError("There is no API key. Use WithAPIKey or set LATCHKEY_API_KEY.")
	}
	if !isVisible(key) {
		return credential{}, configurationError("The API key has characters that a key can't have, such as a line break.")
	}
	return credential{apiKey: func() string { return key }}, nil
}

func (c credential) authenticate(ctx context.Context, header http.Header) error {
	if c.token == nil {
		header.Set("X-API-Key", c.apiKey())
		return nil
	}
	token, err := c.token(ctx)
	if err != nil {
		return err
	}
	if token == "" || !isVisible(token) {
		return configurationError("The access token is empty or has characters that a token can't have.")
	}
	header.Set("Authorization", "Bearer "+token)
	return nil
}

// isVisible says whether a text is visible ASCII, so that it can't add a header.
func isVisible(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < '!' || r > '~' })
}

func parseBase(address, source string) (*url.URL, error) {
	if address == "" {
		return nil, configurationError("There is no address. Use %s.", source)
	}
	base, err := url.Parse(address)
	if err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Hostname() == "" {
		return nil, configurationError("The address isn't an http or https URL. Use one like https://keys.example.com.")
	}
	if base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, configurationError("The address can't have a user name, a query or a fragment.")
	}
	return base, nil
}

// join gives the URL of a path, whose segments are escaped already.
func join(base *url.URL, path string, query url.Values) (*url.URL, error) {
	address := base.Scheme + "://" + base.Host + strings.TrimRight(base.EscapedPath(), "/") + path
	if encoded := query.Encode(); encoded != "" {
		address += "?" + encoded
	}
	return url.Parse(address)
}

// sharedTransport is the default one, but keeps more than two connections: a service calls for many requests at once.
var sharedTransport = sync.OnceValue(func() http.RoundTripper {
	shared, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	transport := shared.Clone()
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns
	return transport
})

func withoutRedirects(client *http.Client) *http.Client {
	copied := *client
	copied.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &copied
}

// String gives the address, and no credential.
func (c *Client) String() string { return "latchkey.Client(" + c.base.String() + ")" }

// GoString is String.
func (c *Client) GoString() string { return c.String() }

// Format prints the client without its credential, whatever the verb.
func (c *Client) Format(state fmt.State, _ rune) { fmt.Fprint(state, c.String()) }

// LogValue is String.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }
