package latchkey

import "context"

// Page is a part of a list.
type Page[T any] struct {
	Data []T      `json:"data"`
	Meta PageMeta `json:"meta"`
}

// PageMeta says how a list goes on.
type PageMeta struct {
	// NextCursor is the Cursor of the next page; nil on the last one.
	NextCursor *string `json:"next_cursor"`
	// After is the After of the requests that are logged later. Only the request log has it.
	After *string `json:"after,omitempty"`
	// HasMore: there are more requests after this page. Only the request log has it.
	HasMore bool `json:"has_more,omitempty"`
}

func list[T any](ctx context.Context, c *Client, one call, options []CallOption) (*Page[T], error) {
	answer, err := c.send(ctx, one, options)
	if err != nil {
		return nil, err
	}
	var page Page[T]
	if err := answer.decode(&page); err != nil {
		return nil, err
	}
	if page.Data == nil {
		return nil, answer.undecodable("the answer has no data")
	}
	return &page, nil
}

// Iterator goes through all elements of a list, and gets each page when it is needed.
//
//	keys := client.Keys.All(ctx, latchkey.KeyListParams{})
//	for keys.Next() {
//		fmt.Println(keys.Current().ID)
//	}
//	if err := keys.Err(); err != nil {
//		return err
//	}
//
// From Go 1.23 on, it can also be used as: for key, err := range keys.Seq().
type Iterator[T any] struct {
	get     func(cursor string) (*Page[T], error)
	page    *Page[T]
	current T
	cursor  string
	err     error
}

// Next gets the next element. It returns false at the end and after an error, see Err.
func (i *Iterator[T]) Next() bool {
	for i.err == nil {
		if i.page != nil {
			if len(i.page.Data) > 0 {
				i.current, i.page.Data = i.page.Data[0], i.page.Data[1:]
				return true
			}
			next := i.page.Meta.NextCursor
			if next == nil || *next == "" {
				return false
			}
			if *next == i.cursor {
				i.err = &Error{Kind: KindDecode, Detail: "The list goes on where it was."}
				return false
			}
			i.cursor = *next
		}
		i.page, i.err = i.get(i.cursor)
	}
	return false
}

// Current gives the element that Next got.
func (i *Iterator[T]) Current() T { return i.current }

// Err gives the error that ended the iteration, if any.
func (i *Iterator[T]) Err() error { return i.err }
