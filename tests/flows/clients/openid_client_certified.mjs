// openid-client signs people in (OpenID Connect), and uses PAR, private_key_jwt and DPoP: all of it the library's own.
import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { BASE_URL, CALLBACK, allow, env, signingKey } from './setting.mjs'

const discover = async (id, authentication) => {
  const found = await client.discovery(new URL(BASE_URL), id, {}, authentication, {
    execute: [client.allowInsecureRequests],
  })
  client.enableNonRepudiationChecks(found)
  return found
}
const asked = async (verifier, scope) => ({
  redirect_uri: CALLBACK,
  scope,
  state: client.randomState(),
  nonce: client.randomNonce(),
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
})
const checks = (pkceCodeVerifier, { state, nonce }) => ({
  pkceCodeVerifier,
  expectedState: state,
  expectedNonce: nonce,
  idTokenExpected: true,
})

// Sign-in with the portal.
const app = await discover(env('SIGN_IN_CLIENT_ID'), client.ClientSecretBasic(env('SIGN_IN_CLIENT_SECRET')))
const verifier = client.randomPKCECodeVerifier()
const request = { ...(await asked(verifier, 'openid profile email items:view')), max_age: '600' }
const answer = await allow(client.buildAuthorizationUrl(app, request))
const tokens = await client.authorizationCodeGrant(app, answer, { ...checks(verifier, request), maxAge: 600 })
const claims = tokens.claims()
assert.equal(claims.iss, BASE_URL)
const person = await client.fetchUserInfo(app, tokens.access_token, claims.sub)
assert.equal(person.email, env('PERSON_EMAIL'))
const renewed = await client.refreshTokenGrant(app, tokens.refresh_token)
assert.equal((await client.tokenIntrospection(app, renewed.access_token)).sub, claims.sub)
const bye = client.buildEndSessionUrl(app, {
  post_logout_redirect_uri: env('SIGN_IN_LOGOUT_URI'),
  id_token_hint: tokens.id_token,
})
assert((await fetch(bye, { redirect: 'manual' })).status < 400)

// Pushed, signed, and bound to a key.
const guarded = await discover(env('GUARDED_CLIENT_ID'), client.PrivateKeyJwt(await signingKey()))
guarded.clientMetadata().id_token_signed_response_alg = 'ES256'
const DPoP = client.getDPoPHandle(guarded, await client.randomDPoPKeyPair('ES256'))
const secret = client.randomPKCECodeVerifier()
const pushed = await asked(secret, 'openid items:view')
const address = await client.buildAuthorizationUrlWithPAR(guarded, pushed, { DPoP })
assert.deepEqual([...address.searchParams.keys()].sort(), ['client_id', 'request_uri'])
const first = await client.authorizationCodeGrant(guarded, await allow(address), checks(secret, pushed), {}, { DPoP })
assert.equal(first.token_type, 'dpop')
const second = await client.refreshTokenGrant(guarded, first.refresh_token, {}, { DPoP })
const items = new URL('/api/items?limit=1', BASE_URL)
const called = await client.fetchProtectedResource(guarded, second.access_token, items, 'GET', null, undefined, { DPoP })
assert.equal((await called.json()).success, true)
const bare = await fetch(items, { headers: { Authorization: `Bearer ${second.access_token}` } })
assert.equal(bare.status, 401)
assert((await client.tokenIntrospection(guarded, second.access_token)).cnf.jkt)
await client.tokenRevocation(guarded, second.refresh_token)
assert.equal((await client.tokenIntrospection(guarded, second.access_token)).active, false)
