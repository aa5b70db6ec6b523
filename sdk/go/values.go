package latchkey

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"time"
)

// Nullable is a value that a change can also take away. A member of a change that is nil stays as it is; see Set and Null.
type Nullable[T any] struct{ value *T }

// Set gives a member of a change a new value.
func Set[T any](value T) *Nullable[T] { return &Nullable[T]{&value} }

// Null takes the value of a member of a change away.
func Null[T any]() *Nullable[T] { return &Nullable[T]{} }

// MarshalJSON gives the value, or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) { return json.Marshal(n.value) }

// UnmarshalJSON reads the value, or null.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &n.value) }

// Int gives a pointer to a number, for members whose zero means something, such as the cost of a verification.
func Int(value int64) *int64 { return &value }

// Ptr gives a pointer to any value.
func Ptr[T any](value T) *T { return &value }

// add adds a parameter to a query, unless it is zero.
func add(query url.Values, name string, value any) {
	if reflect.ValueOf(value).IsZero() {
		return
	}
	if at, ok := value.(time.Time); ok {
		value = at.UTC().Format(time.RFC3339Nano)
	}
	query.Set(name, fmt.Sprint(value))
}
