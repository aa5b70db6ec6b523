package latchkey_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	latchkey "example.com/latchkey/sdk/go"
)

// The servers that the tests need. npm run test:sdks starts them.
var controlURL, baseURL, gateURL, apiKey string

func TestMain(m *testing.M) {
	for name, value := range map[string]*string{
		"LATCHKEY_TEST_CONTROL_URL": &controlURL, "LATCHKEY_TEST_BASE_URL": &baseURL,
		"LATCHKEY_TEST_GATE_URL": &gateURL, "LATCHKEY_TEST_API_KEY": &apiKey,
	} {
		if *value = os.Getenv(name); *value == "" {
			fmt.Fprintln(os.Stderr, name+" isn't set: run npm run test:sdks -- go")
			os.Exit(1)
		}
	}
	os.Unsetenv("LATCHKEY_API_KEY")
	os.Unsetenv("LATCHKEY_BASE_URL")
	os.Exit(m.Run())
}

type vector struct {
	Name      string          `json:"name"`
	Client    clientOptions   `json:"client"`
	Call      call            `json:"call"`
	Exchanges json.RawMessage `json:"exchanges"`
	Result    *result         `json:"result"`
	whole     json.RawMessage
}

func (v *vector) UnmarshalJSON(data []byte) error {
	type plain vector
	v.whole = bytes.Clone(data)
	return json.Unmarshal(data, (*plain)(v))
}

type clientOptions struct {
	APIKey          json.RawMessage   `json:"api_key"`
	AccessToken     *string           `json:"access_token"`
	BaseURL         json.RawMessage   `json:"base_url"`
	BasePath        string            `json:"base_path"`
	WorkspaceID     *string           `json:"workspace_id"`
	MaxRetries      *int              `json:"max_retries"`
	TimeoutMS       *int64            `json:"timeout_ms"`
	MaxRetryAfterMS *int64            `json:"max_retry_after_ms"`
	FailOpen        bool              `json:"fail_open"`
	Environment     map[string]string `json:"environment"`
}

type call struct {
	Operation string          `json:"operation"`
	Arguments json.RawMessage `json:"arguments"`
	All       bool            `json:"all"`
	Raw       bool            `json:"raw"`
	Repeat    int             `json:"repeat"`
	Options   struct {
		IdempotencyKey *string `json:"idempotency_key"`
		TimeoutMS      *int64  `json:"timeout_ms"`
		MaxRetries     *int    `json:"max_retries"`
		WorkspaceID    *string `json:"workspace_id"`
	} `json:"options"`
}

type result struct {
	Value    json.RawMessage `json:"value"`
	Items    []any           `json:"items"`
	Error    map[string]any  `json:"error"`
	HasScope map[string]bool `json:"has_scope"`
	Raw      *struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers"`
	} `json:"raw"`
}

func ms(number int64) time.Duration { return time.Duration(number) * time.Millisecond }

// options gives the options of a client: null is an option that isn't given, and an option that isn't named has a default.
func (o *clientOptions) options(base string) []latchkey.ClientOption {
	var options []latchkey.ClientOption
	text := func(raw json.RawMessage) (value string) { _ = json.Unmarshal(raw, &value); return value }
	switch {
	case o.APIKey == nil && o.AccessToken == nil:
		options = append(options, latchkey.WithAPIKey("lk_test_vector"))
	case o.APIKey != nil && string(o.APIKey) != "null":
		options = append(options, latchkey.WithAPIKey(text(o.APIKey)))
	}
	if o.AccessToken != nil {
		options = append(options, latchkey.WithAccessToken(*o.AccessToken))
	}
	switch {
	case o.BaseURL == nil:
		options = append(options, latchkey.WithBaseURL(base+o.BasePath))
	case string(o.BaseURL) != "null":
		options = append(options, latchkey.WithBaseURL(text(o.BaseURL)))
	}
	if o.WorkspaceID != nil {
		options = append(options, latchkey.WithWorkspace(*o.WorkspaceID))
	}
	if o.MaxRetries != nil {
		options = append(options, latchkey.WithMaxRetries(*o.MaxRetries))
	}
	if o.TimeoutMS != nil {
		options = append(options, latchkey.WithTimeout(ms(*o.TimeoutMS)))
	}
	if o.MaxRetryAfterMS != nil {
		options = append(options, latchkey.WithMaxRetryAfter(ms(*o.MaxRetryAfterMS)))
	}
	return options
}

func (o *clientOptions) gateOptions() []latchkey.GateOption {
	// No vector says how fast an answer must be, so the time-out is long unless the vector is about it.
	timeout := int64(20_000)
	if o.TimeoutMS != nil {
		timeout = *o.TimeoutMS
	}
	options := []latchkey.GateOption{latchkey.WithGateTimeout(ms(timeout))}
	if o.FailOpen {
		options = append(options, latchkey.FailOpen())
	}
	return options
}

func (c *call) options(raw **http.Response) []latchkey.CallOption {
	options := []latchkey.CallOption{latchkey.WithResponse(raw)}
	if c.Options.IdempotencyKey != nil {
		options = append(options, latchkey.WithIdempotencyKey(*c.Options.IdempotencyKey))
	}
	if c.Options.TimeoutMS != nil {
		options = append(options, latchkey.WithTimeout(ms(*c.Options.TimeoutMS)))
	}
	if c.Options.MaxRetries != nil {
		options = append(options, latchkey.WithMaxRetries(*c.Options.MaxRetries))
	}
	if c.Options.WorkspaceID != nil {
		options = append(options, latchkey.WithWorkspace(*c.Options.WorkspaceID))
	}
	return options
}

// outcome is what a caller got.
type outcome struct {
	value any
	err   error
	raw   *http.Response
}

// perform makes the client and calls it as often as the vector says. gate is the address of the gate port.
func perform(t *testing.T, client *clientOptions, one *call, base, gate string) outcome {
	t.Helper()
	c, err := latchkey.New(client.options(base)...)
	if err != nil {
		return outcome{err: err}
	}
	asker, err := latchkey.NewGate(gate, client.gateOptions()...)
	if one.Operation == "gate.check_with_api" {
		asker, err = latchkey.NewAPIGate(c, client.gateOptions()...), nil
	}
	if err != nil {
		return outcome{err: err}
	}
	var last outcome
	for range max(1, one.Repeat) {
		last = outcome{}
		last.value, last.err = operate(t, c, asker, one, one.options(&last.raw))
	}
	return last
}

func operate(t *testing.T, c *latchkey.Client, gate *latchkey.Gate, one *call, options []latchkey.CallOption) (any, error) {
	t.Helper()
	ctx := context.Background()
	var in struct{ ID, Name, Key string }
	decode(t, one.Arguments, &in)
	switch one.Operation {
	case "me.retrieve":
		return c.Me.Retrieve(ctx, options...)
	case "keys.create":
		return c.Keys.Create(ctx, as[latchkey.NewKey](t, one.Arguments), options...)
	case "keys.list":
		params := as[latchkey.KeyListParams](t, one.Arguments)
		if one.All {
			return all(c.Keys.All(ctx, params, options...))
		}
		return c.Keys.List(ctx, params, options...)
	case "keys.retrieve":
		return c.Keys.Retrieve(ctx, in.ID, options...)
	case "keys.update":
		return c.Keys.Update(ctx, in.ID, changeOf(t, one.Arguments), options...)
	case "keys.revoke":
		return c.Keys.Revoke(ctx, in.ID, options...)
	case "keys.rotate":
		return c.Keys.Rotate(ctx, in.ID, as[latchkey.Rotation](t, one.Arguments), options...)
	case "keys.end_rotation":
		return c.Keys.EndRotation(ctx, in.ID, options...)
	case "keys.import":
		return c.Keys.Import(ctx, as[latchkey.KeyImport](t, one.Arguments), options...)
	case "keys.usage":
		return c.Keys.Usage(ctx, in.ID, as[latchkey.KeyUsageParams](t, one.Arguments), options...)
	case "keys.rate_limit":
		return c.Keys.RateLimit(ctx, in.ID, options...)
	case "keys.activity":
		return c.Keys.Activity(ctx, in.ID, as[latchkey.KeyActivityParams](t, one.Arguments), options...)
	case "keys.verify":
		return c.Keys.Verify(ctx, as[latchkey.VerifyRequest](t, one.Arguments), options...)
	case "keys.validate":
		return c.Keys.Validate(ctx, as[latchkey.VerifyRequest](t, one.Arguments), options...)
	case "scopes.list":
		return c.Scopes.List(ctx, options...)
	case "scopes.create":
		return c.Scopes.Create(ctx, as[latchkey.NewScope](t, one.Arguments), options...)
	case "scopes.delete":
		return nil, c.Scopes.Delete(ctx, in.Name, options...)
	case "usage.retrieve":
		return c.Usage.Retrieve(ctx, as[latchkey.UsageParams](t, one.Arguments), options...)
	case "usage.rate_limits":
		return c.Usage.RateLimits(ctx, as[latchkey.RateLimitsParams](t, one.Arguments), options...)
	case "usage.series":
		return c.Usage.Series(ctx, as[latchkey.UsageSeriesParams](t, one.Arguments), options...)
	case "requests.list":
		params := as[latchkey.RequestListParams](t, one.Arguments)
		if one.All {
			return all(c.Requests.All(ctx, params, options...))
		}
		return c.Requests.List(ctx, params, options...)
	case "requests.retrieve":
		return c.Requests.Retrieve(ctx, in.ID, options...)
	case "workspaces.list":
		return c.Workspaces.List(ctx, options...)
	case "workspaces.retrieve":
		return c.Workspaces.Retrieve(ctx, in.ID, options...)
	case "audit_events.list":
		params := as[latchkey.AuditEventListParams](t, one.Arguments)
		if one.All {
			return all(c.AuditEvents.All(ctx, params, options...))
		}
		return c.AuditEvents.List(ctx, params, options...)
	case "plans.list":
		return c.Plans.List(ctx, options...)
	case "request":
		var value any
		err := c.Do(ctx, requestOf(t, one.Arguments), &value, options...)
		return value, err
	case "gate.check", "gate.check_with_api":
		return checkedBy(t, gate, one.Arguments), nil
	}
	t.Fatalf("%s isn't an operation", one.Operation)
	return nil, nil
}

func decode(t *testing.T, data json.RawMessage, into any) {
	t.Helper()
	if data == nil {
		return
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func as[T any](t *testing.T, data json.RawMessage) (value T) {
	t.Helper()
	decode(t, data, &value)
	return value
}

func all[T any](items *latchkey.Iterator[T]) ([]T, error) {
	var found []T
	for items.Next() {
		found = append(found, items.Current())
	}
	return found, items.Err()
}

// changeOf reads a change. encoding/json makes null a nil pointer, which would be no change.
func changeOf(t *testing.T, data json.RawMessage) latchkey.KeyChange {
	t.Helper()
	change := as[latchkey.KeyChange](t, data)
	members := as[map[string]json.RawMessage](t, data)
	fields := reflect.ValueOf(&change).Elem()
	for i := range fields.NumField() {
		name, _, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
		if string(members[name]) == "null" {
			fields.Field(i).Set(reflect.New(fields.Field(i).Type().Elem()))
		}
	}
	return change
}

func requestOf(t *testing.T, data json.RawMessage) latchkey.Request {
	t.Helper()
	in := as[struct {
		Method, Path string
		Query        map[string]any
		Body         any
	}](t, data)
	request := latchkey.Request{Method: in.Method, Path: in.Path, Query: map[string][]string{}, Body: in.Body}
	for name, value := range in.Query {
		values, isList := value.([]any)
		if !isList {
			values = []any{value}
		}
		for _, one := range values {
			request.Query.Add(name, fmt.Sprint(one))
		}
	}
	return request
}

// checkedBy gives the decision of a gate with the names of the table.
func checkedBy(t *testing.T, gate *latchkey.Gate, data json.RawMessage) any {
	t.Helper()
	in := as[struct {
		Headers         map[string]string
		Method, URI, IP string
		Scopes          []string
		Cost            *int64
	}](t, data)
	request, err := http.NewRequest(in.Method, "http://api.example.com"+in.URI, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.RequestURI = in.URI
	for name, value := range in.Headers {
		request.Header.Set(name, value)
	}
	if in.IP != "" {
		request.RemoteAddr = in.IP + ":4711"
	}
	needs := []latchkey.Requirement{latchkey.Scopes(in.Scopes...)}
	if in.Cost != nil {
		needs = append(needs, latchkey.Cost(*in.Cost))
	}
	return gate.Check(request, needs...)
}

// tableOf gives a decision with the names of the table.
func tableOf(d *latchkey.Decision) map[string]any {
	orNull := func(value any) any {
		if value == "" {
			return nil
		}
		return value
	}
	headers := map[string]string{}
	for name := range d.Header {
		headers[strings.ToLower(name)] = d.Header.Get(name)
	}
	return map[string]any{
		"allowed": d.Allowed, "failed_open": d.FailedOpen, "status": d.Status, "code": orNull(d.Code), "reason": orNull(d.Reason),
		"required_scopes": d.RequiredScopes, "retry_after_seconds": orNull(secondsOf(d.RetryAfter)), "key_id": orNull(d.KeyID), "user_id": orNull(d.UserID),
		"workspace_id": orNull(d.WorkspaceID), "environment": orNull(string(d.Environment)), "plan": orNull(d.Plan),
		"scopes": d.Scopes, "external_id": orNull(d.ExternalID), "request_id": orNull(d.RequestID), "problem": d.Problem, "headers": headers,
	}
}

// differences says how an outcome differs from what it should be.
func (want *result) differences(got outcome) []string {
	if want == nil {
		want = &result{}
	}
	if want.Error != nil {
		return errorDifferences(want.Error, got.err)
	}
	if got.err != nil {
		return []string{"there is an error: " + got.err.Error()}
	}
	var found []string
	value := got.value
	if decision, ok := value.(*latchkey.Decision); ok {
		value = tableOf(decision)
	}
	if want.Value != nil {
		var expected any
		_ = json.Unmarshal(want.Value, &expected)
		found = append(found, subset("value", expected, plain(value))...)
	}
	if want.Items != nil {
		actual := plain(value)
		if actual == nil {
			actual = []any{}
		}
		found = append(found, subset("items", want.Items, actual)...)
	}
	if scoped, ok := got.value.(interface{ HasScope(string) bool }); ok || want.HasScope != nil {
		for scope, has := range want.HasScope {
			if !ok || scoped.HasScope(scope) != has {
				found = append(found, fmt.Sprintf("HasScope(%q) isn't %t", scope, has))
			}
		}
	}
	if want.Raw != nil {
		found = append(found, subset("raw.status", float64(want.Raw.Status), float64(got.raw.StatusCode))...)
		for name, header := range want.Raw.Headers {
			found = append(found, subset("raw "+name, header, got.raw.Header.Get(name))...)
		}
	}
	return found
}

// secondsOf is empty for no wait, as other members that aren't there are.
func secondsOf(wait time.Duration) any {
	if wait == 0 {
		return ""
	}
	return math.Ceil(wait.Seconds())
}

func errorDifferences(want map[string]any, err error) []string {
	var failure *latchkey.Error
	if !errors.As(err, &failure) {
		return []string{fmt.Sprintf("there is no *latchkey.Error, but %v", err)}
	}
	got := map[string]any{
		"type": string(failure.Kind), "status": float64(failure.Status), "code": failure.Code, "reason": failure.Reason,
		"message": failure.Detail, "request_id": failure.RequestID, "required_scopes": plain(failure.RequiredScopes),
		"retry_after_seconds": secondsOf(failure.RetryAfter), "errors": plain(failure.Errors), "attempts": float64(failure.Attempts),
	}
	for name, value := range want {
		if value == nil {
			want[name] = ""
		}
	}
	return subset("error", want, got)
}

// plain gives a value as JSON has it.
func plain(value any) (result any) {
	data, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	_ = json.Unmarshal(data, &result)
	return result
}

// subset says where the actual value lacks what is expected.
func subset(at string, expected, actual any) []string {
	var found []string
	switch expected := expected.(type) {
	case map[string]any:
		members, ok := actual.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, not an object", at, actual)}
		}
		for name, value := range expected {
			found = append(found, subset(at+"."+name, value, members[name])...)
		}
	case []any:
		// In Go, a list without elements is nil.
		elements, ok := actual.([]any)
		if (actual != nil && !ok) || len(elements) != len(expected) {
			return []string{fmt.Sprintf("%s is %v, not %v", at, actual, expected)}
		}
		for i, value := range expected {
			found = append(found, subset(fmt.Sprintf("%s[%d]", at, i), value, elements[i])...)
		}
	default:
		if !reflect.DeepEqual(expected, actual) && !sameTime(expected, actual) {
			return []string{fmt.Sprintf("%s is %v, not %v", at, actual, expected)}
		}
	}
	return found
}

func sameTime(a, b any) bool {
	first, err1 := time.Parse(time.RFC3339, fmt.Sprint(a))
	second, err2 := time.Parse(time.RFC3339, fmt.Sprint(b))
	return err1 == nil && err2 == nil && first.Equal(second)
}

func TestVectors(t *testing.T) {
	files, err := filepath.Glob("../conformance/vectors/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no vectors")
	}
	for _, file := range files {
		vectors := readFile[[]vector](t, file)
		for _, one := range vectors {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".json")+"/"+one.Name, func(t *testing.T) {
				if one.Client.Environment == nil {
					t.Parallel()
				}
				runVector(t, one)
			})
		}
	}
}

func runVector(t *testing.T, one vector) {
	base := control(t, "start", one.whole)["base_url"].(string)
	for name, value := range one.Client.Environment {
		t.Setenv(name, strings.ReplaceAll(value, "{base}", base))
	}
	got := perform(t, &one.Client, &one.Call, base, base)
	finished, _ := json.Marshal(map[string]string{"base_url": base})
	for _, problem := range control(t, "finish", finished)["problems"].([]any) {
		t.Error(problem)
	}
	for _, difference := range one.Result.differences(got) {
		t.Error(difference)
	}
}

func control(t *testing.T, path string, body []byte) map[string]any {
	t.Helper()
	response, err := http.Post(controlURL+"/control/"+path, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s %v", path, response.StatusCode, data, err)
	}
	return as[map[string]any](t, data)
}

func readFile[T any](t *testing.T, file string) (value T) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	decode(t, data, &value)
	return value
}

type scenario struct {
	Name  string            `json:"name"`
	Steps []json.RawMessage `json:"steps"`
}

type step struct {
	Client clientOptions     `json:"client"`
	Call   call              `json:"call"`
	Result *result           `json:"result"`
	Save   map[string]string `json:"save"`
}

func TestLive(t *testing.T) {
	language := fmt.Sprintf("go-%x", time.Now().UnixNano())
	for _, one := range readFile[[]scenario](t, "../conformance/live.json") {
		t.Run(one.Name, func(t *testing.T) {
			t.Parallel()
			variables := map[string]any{}
			for i, raw := range one.Steps {
				if !t.Run(fmt.Sprint("step ", i+1), func(t *testing.T) { runStep(t, raw, language, variables) }) {
					return
				}
			}
		})
	}
}

func runStep(t *testing.T, raw json.RawMessage, language string, variables map[string]any) {
	filled := fill(as[any](t, raw), language, variables)
	data, _ := json.Marshal(filled)
	one := as[step](t, data)
	// "save" names variables, so it is read before they are filled in.
	one.Save = as[step](t, raw).Save
	if one.Client.APIKey == nil && one.Client.AccessToken == nil {
		one.Client.APIKey, _ = json.Marshal(apiKey)
	}
	got := perform(t, &one.Client, &one.Call, baseURL, gateURL)
	for _, difference := range one.Result.differences(got) {
		t.Errorf("%s: %s", one.Call.Operation, difference)
	}
	for name, path := range one.Save {
		value := plain(got.value)
		for _, member := range strings.Split(path, ".") {
			members, ok := value.(map[string]any)
			if !ok {
				t.Fatalf("the result has no %s", path)
			}
			value = members[member]
		}
		variables[name] = value
	}
}

// fill puts variables and the language into the strings of a step.
func fill(value any, language string, variables map[string]any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			value[name] = fill(member, language, variables)
		}
	case []any:
		for i, element := range value {
			value[i] = fill(element, language, variables)
		}
	case string:
		if known, ok := variables[value]; ok {
			return known
		}
		return strings.ReplaceAll(value, "{language}", language)
	}
	return value
}

func TestWebhooks(t *testing.T) {
	type webhook struct {
		Name    string
		Secrets []string
		Now     int64
		Headers map[string]string
		Body    string
		Result  *result
	}
	for _, one := range readFile[[]webhook](t, "../conformance/webhooks.json") {
		t.Run(one.Name, func(t *testing.T) {
			header := http.Header{}
			for name, value := range one.Headers {
				header.Set(name, value)
			}
			options := []latchkey.WebhookOption{latchkey.WithClock(func() time.Time { return time.Unix(one.Now, 0) })}
			var first string
			for i, secret := range one.Secrets {
				if i == 0 {
					first = secret
					continue
				}
				options = append(options, latchkey.WithWebhookSecret(secret))
			}
			var value any
			err := latchkey.VerifyWebhook([]byte(one.Body), header, first, &value, options...)
			for _, difference := range one.Result.differences(outcome{value: value, err: err}) {
				t.Error(difference)
			}
		})
	}
}
