"""An inventory for Countersign access tokens: 401 for what is no good token, 403 for one that is not enough here."""

import os

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request

ISSUER = os.environ["ISSUER"]
SERVICE = os.environ["AUDIENCE"]
TYPE = os.environ.get("ACCESS_TOKEN_TYPE", "at+jwt")

# One for the process: it remembers the keys, and fetches them again when a token names one it has not seen.
keys = jwt.PyJWKClient(f"{ISSUER}/csp/gateway/am/api/auth/token-public-key?format=jwks", lifespan=600)
app = FastAPI()


def refusal(status: int, error: str, message: str) -> HTTPException:
    return HTTPException(status, message, {"WWW-Authenticate": f'Bearer realm="inventory", error="{error}"'})


def claims_of(request: Request) -> dict:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = request.headers.get("csp-auth-token") or (bearer.strip() if scheme.lower() == "bearer" else "")
    try:
        key = keys.get_signing_key_from_jwt(token)
        # The algorithm is the key's, never the token's. A wrong audience is a 403, so it is looked at below.
        decoded = jwt.decode_complete(
            token,
            key,
            algorithms=[key.algorithm_name],
            issuer=ISSUER,
            leeway=5,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "client_id"], "verify_aud": False},
        )
    except jwt.PyJWKClientConnectionError as error:
        raise HTTPException(503, "The keys cannot be fetched.", {"Retry-After": "5"}) from error
    except jwt.PyJWTError as error:
        raise refusal(401, "invalid_token", "Send a valid access token.") from error
    if decoded["header"].get("typ") != TYPE:
        raise refusal(401, "invalid_token", "This is not an access token.")
    claims = decoded["payload"]
    if "cnf" in claims:
        # Bound to a key, of which nothing here asks for a proof: whoever sends it like this may have stolen it.
        raise refusal(401, "invalid_token", "This access token is bound to a key.")
    audience = [claims["aud"]] if isinstance(claims["aud"], str) else claims["aud"]
    if SERVICE not in audience:
        raise refusal(403, "insufficient_scope", "This access token is not for the inventory.")
    return claims


def having(permission: str):
    def check(organization: str, claims: dict = Depends(claims_of)) -> dict:
        # One service, many organizations: a token is good for the things of its own only.
        if claims.get("context_name") != organization:
            raise refusal(403, "insufficient_scope", "This access token is not for this organization.")
        if f"external/{SERVICE}/{permission}" not in claims.get("perms", []):
            raise refusal(403, "insufficient_scope", f"This needs {permission}.")
        return claims

    return check


@app.get("/organizations/{organization}/items")
def items(claims: dict = Depends(having("inventory:item.read"))) -> dict:
    return {"organization": claims["context_name"], "items": ["forklift"]}
