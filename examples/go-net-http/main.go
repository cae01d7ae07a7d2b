// An inventory for Countersign access tokens: 401 for what is no good token, 403 for one that is not enough here.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

type accessToken struct {
	jwt.RegisteredClaims          // aud is read as a string and as an array
	ClientID             string   `json:"client_id"`
	Organization         string   `json:"context_name"`
	Perms                []string `json:"perms"`
	BoundTo              any      `json:"cnf"` // a key, of which nothing here asks for a proof: it may be stolen
}

type checker struct {
	service, typ string
	keys         keyfunc.Keyfunc
	parser       *jwt.Parser
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="inventory", error="`+code+`"`)
	http.Error(w, message, status)
}

// requires lets a request in when its access token is good, for this service and the organization of the route, and has
// the permission.
func (c checker) requires(permission string, handle func(http.ResponseWriter, accessToken)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text := r.Header.Get("csp-auth-token")
		if scheme, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " "); text == "" && strings.EqualFold(scheme, "bearer") {
			text = strings.TrimSpace(bearer)
		}
		var claims accessToken
		token, err := c.parser.ParseWithClaims(text, &claims, c.keys.Keyfunc)
		switch {
		case err != nil || token.Header["typ"] != c.typ || claims.ClientID == "" || claims.BoundTo != nil:
			refuse(w, http.StatusUnauthorized, "invalid_token", "Send a valid access token.")
		case !slices.Contains(claims.Audience, c.service):
			refuse(w, http.StatusForbidden, "insufficient_scope", "This access token is not for the inventory.")
		case claims.Organization == "" || claims.Organization != r.PathValue("organization"):
			refuse(w, http.StatusForbidden, "insufficient_scope", "This access token is not for this organization.")
		case !slices.Contains(claims.Perms, "external/"+c.service+"/"+permission):
			refuse(w, http.StatusForbidden, "insufficient_scope", "This needs "+permission+".")
		default:
			handle(w, claims)
		}
	}
}

func main() {
	issuer, typ := os.Getenv("ISSUER"), os.Getenv("ACCESS_TOKEN_TYPE")
	if typ == "" {
		typ = "at+jwt"
	}
	// Fetches the keys every hour, and when a token names one it has not seen, but not for every such token.
	keys, err := keyfunc.NewDefaultCtx(context.Background(), []string{issuer + "/csp/gateway/am/api/auth/token-public-key?format=jwks"})
	if err != nil {
		log.Fatal(err)
	}
	c := checker{service: os.Getenv("AUDIENCE"), typ: typ, keys: keys, parser: jwt.NewParser(
		jwt.WithIssuer(issuer),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(5*time.Second),
		jwt.WithValidMethods([]string{"RS256", "ES256"}),
	)}
	http.HandleFunc("GET /organizations/{organization}/items", c.requires("inventory:item.read", func(w http.ResponseWriter, token accessToken) {
		_ = json.NewEncoder(w).Encode(map[string]any{"organization": token.Organization, "items": []string{"forklift"}})
	}))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
