package latchkey

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	defaultTolerance = 300 * time.Second
	// A time in milliseconds has more.
	mostDigits = 12
)

// WebhookOption is an option of VerifyWebhook.
type WebhookOption func(*webhookSettings)

type webhookSettings struct {
	secrets   []string
	tolerance time.Duration
	now       func() time.Time
}

// WithWebhookSecret also accepts the signatures of another secret, while a secret is rotated.
func WithWebhookSecret(secret string) WebhookOption {
	return func(s *webhookSettings) { s.secrets = append(s.secrets, secret) }
}

// WithTolerance sets how old a webhook may be, or how far ahead of this clock. By default it is 5 minutes.
func WithTolerance(tolerance time.Duration) WebhookOption {
	return func(s *webhookSettings) { s.tolerance = tolerance }
}

// WithClock sets what tells the time, for tests.
func WithClock(now func() time.Time) WebhookOption {
	return func(s *webhookSettings) { s.now = now }
}

// VerifyWebhook checks that a webhook is from Latchkey, as Standard Webhooks say, and decodes its body into event, which can
// be nil. The body must be exactly what was received. The secret is like whsec_…. The error is an *Error of KindWebhook,
// whose Reason says what is wrong: missing_header, bad_timestamp, too_old, too_new, bad_signature, bad_secret or bad_body.
func VerifyWebhook(body []byte, header http.Header, secret string, event any, options ...WebhookOption) error {
	settings := webhookSettings{secrets: []string{secret}, tolerance: defaultTolerance, now: time.Now}
	for _, option := range options {
		option(&settings)
	}
	keys, err := webhookKeys(settings.secrets)
	if err != nil {
		return err
	}
	id, timestamp, signatures := header.Get("Webhook-Id"), header.Get("Webhook-Timestamp"), header.Get("Webhook-Signature")
	if id == "" || timestamp == "" || signatures == "" {
		return webhookError("missing_header", "A webhook has webhook-id, webhook-timestamp and webhook-signature.")
	}
	if err := checkTimestamp(timestamp, &settings); err != nil {
		return err
	}
	if !isSigned(keys, id+"."+timestamp+".", body, signatures) {
		return webhookError("bad_signature", "No signature is right.")
	}
	if event == nil && json.Valid(body) {
		return nil
	}
	if err := json.Unmarshal(body, event); err != nil {
		return webhookError("bad_body", "The body isn't the JSON it should be.")
	}
	return nil
}

func webhookError(reason, detail string) *Error {
	return &Error{Kind: KindWebhook, Reason: reason, Detail: detail}
}

func webhookKeys(secrets []string) ([][]byte, error) {
	var keys [][]byte
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) == 0 {
			return nil, webhookError("bad_secret", "A secret is whsec_ and base64.")
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func checkTimestamp(timestamp string, settings *webhookSettings) error {
	sent, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || strings.Trim(timestamp, "0123456789") != "" || len(timestamp) > mostDigits {
		return webhookError("bad_timestamp", "webhook-timestamp isn't a number of seconds.")
	}
	age := settings.now().Unix() - sent
	if age > int64(settings.tolerance.Seconds()) {
		return webhookError("too_old", "The webhook is too old.")
	}
	if -age > int64(settings.tolerance.Seconds()) {
		return webhookError("too_new", "The webhook is from the future. Check the clock.")
	}
	return nil
}

// isSigned compares every signature with that of every key, in constant time.
func isSigned(keys [][]byte, prefix string, body []byte, signatures string) bool {
	signed := false
	for _, key := range keys {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(prefix))
		mac.Write(body)
		expected := mac.Sum(nil)
		for _, signature := range strings.Fields(signatures) {
			encoded, isV1 := strings.CutPrefix(signature, "v1,")
			given, err := base64.StdEncoding.DecodeString(encoded)
			if isV1 && err == nil && hmac.Equal(given, expected) {
				signed = true
			}
		}
	}
	return signed
}
