package latchkey

import (
	"context"
	"net/http"
	"time"
)

const (
	defaultMaxRetries    = 2
	defaultTimeout       = 30 * time.Second
	defaultMaxRetryAfter = 60 * time.Second
)

// ClientOption is an option of New.
type ClientOption interface{ applyClient(*clientSettings) }

// CallOption is an option of a single call.
type CallOption interface{ applyCall(*callSettings) }

// Option is an option of a client and of a single call. That of the call wins.
type Option interface {
	ClientOption
	CallOption
}

type callSettings struct {
	maxRetries     int
	timeout        time.Duration
	maxRetryAfter  time.Duration
	workspaceID    string
	idempotencyKey string
	response       **http.Response
}

type clientSettings struct {
	callSettings
	apiKey      *string
	accessToken func(context.Context) (string, error)
	baseURL     *string
	httpClient  *http.Client
}

type clientOption func(*clientSettings)

func (o clientOption) applyClient(s *clientSettings) { o(s) }

type callOption func(*callSettings)

func (o callOption) applyCall(s *callSettings) { o(s) }

type eitherOption func(*callSettings)

func (o eitherOption) applyClient(s *clientSettings) { o(&s.callSettings) }
func (o eitherOption) applyCall(s *callSettings)     { o(s) }

// WithAPIKey sets the API key. By default it is LATCHKEY_API_KEY.
func WithAPIKey(key string) ClientOption {
	return clientOption(func(s *clientSettings) { s.apiKey = &key })
}

// WithAccessToken authenticates with the access token of a user instead of an API key.
func WithAccessToken(token string) ClientOption {
	return WithAccessTokenFunc(func(context.Context) (string, error) { return token, nil })
}

// WithAccessTokenFunc asks for an access token before each request, for example because it is refreshed.
func WithAccessTokenFunc(token func(context.Context) (string, error)) ClientOption {
	return clientOption(func(s *clientSettings) { s.accessToken = token })
}

// WithBaseURL sets the address of Latchkey, such as https://keys.example.com. By default it is LATCHKEY_BASE_URL.
func WithBaseURL(url string) ClientOption {
	return clientOption(func(s *clientSettings) { s.baseURL = &url })
}

// WithHTTPClient sends requests with a client of yours. Redirects are never followed, so that no credential goes
// elsewhere.
func WithHTTPClient(client *http.Client) ClientOption {
	return clientOption(func(s *clientSettings) { s.httpClient = client })
}

// WithMaxRetries sets how often a request is tried again. By default it is 2.
func WithMaxRetries(retries int) Option {
	return eitherOption(func(s *callSettings) { s.maxRetries = max(0, retries) })
}

// WithTimeout sets how long each try may take. By default it is 30 seconds.
func WithTimeout(timeout time.Duration) Option {
	return eitherOption(func(s *callSettings) { s.timeout = timeout })
}

// WithMaxRetryAfter sets the longest Retry-After that is waited for. After a longer one, the error is returned at once.
// By default it is 60 seconds.
func WithMaxRetryAfter(wait time.Duration) Option {
	return eitherOption(func(s *callSettings) { s.maxRetryAfter = wait })
}

// WithWorkspace selects a workspace, for users who have several. An API key always means its own.
func WithWorkspace(id string) Option {
	return eitherOption(func(s *callSettings) { s.workspaceID = id })
}

// WithIdempotencyKey sets the Idempotency-Key of a POST. By default each call has a new one.
func WithIdempotencyKey(key string) CallOption {
	return callOption(func(s *callSettings) { s.idempotencyKey = key })
}

// WithResponse stores the raw response of the call, also one that is an error. Its body can be read again.
func WithResponse(response **http.Response) CallOption {
	return callOption(func(s *callSettings) { s.response = response })
}
