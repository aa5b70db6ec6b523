//go:build go1.23

package latchkey

import "iter"

// Seq gives the elements for a range loop. An error is the last pair.
func (i *Iterator[T]) Seq() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for i.Next() {
			if !yield(i.Current(), nil) {
				return
			}
		}
		if i.err != nil {
			var none T
			yield(none, i.err)
		}
	}
}
