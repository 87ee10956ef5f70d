package pages

import "context"

type nonceKey struct{}

// WithNonce gives a request the word by which its page may run the site's script; see Policy.
func WithNonce(ctx context.Context, nonce string) context.Context {
	return context.WithValue(ctx, nonceKey{}, nonce)
}

func nonce(ctx context.Context) string {
	word, _ := ctx.Value(nonceKey{}).(string)
	return word
}

// Policy is the Content-Security-Policy of a page: what this server sends, the one script that carries the nonce, and
// what that script loads. Nothing else runs, and nothing is asked for elsewhere.
func Policy(nonce string) string {
	return "default-src 'none'; script-src 'nonce-" + nonce + "' 'strict-dynamic'; style-src 'self' 'nonce-" + nonce + "'; " +
		"connect-src 'self'; font-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// editorPolicy is the policy of the page with the editor for queries alone: the editor writes styles of its own into
// the page and looks at queries in workers of this site.
func editorPolicy(nonce string) string {
	return "default-src 'none'; script-src 'nonce-" + nonce + "' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; worker-src 'self'; " +
		"connect-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}
