package latchkey

import (
	"context"
	"net/http"
)

type contextKey struct{}

// Protect lets only requests pass that the gate allows, and puts its decision into their context; see DecisionFrom. Others
// are answered with the problem, and never reach the handler.
func (g *Gate) Protect(handler http.Handler, needs ...Requirement) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		decision := g.Check(r, needs...)
		if !decision.Allowed {
			decision.WriteRefusal(w)
			return
		}
		decision.addHeaders(w.Header())
		handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, decision)))
	})
}

// Middleware is Protect in the form that routers take.
func (g *Gate) Middleware(needs ...Requirement) func(http.Handler) http.Handler {
	return func(handler http.Handler) http.Handler { return g.Protect(handler, needs...) }
}

// DecisionFrom gives the decision that Protect made about a request; nil outside of a protected handler.
func DecisionFrom(ctx context.Context) *Decision {
	decision, _ := ctx.Value(contextKey{}).(*Decision)
	return decision
}
