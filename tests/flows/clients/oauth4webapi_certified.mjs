// oauth4webapi signs people in (OpenID Connect), and uses PAR, private_key_jwt and DPoP: all of it the library's own.
import { strict as assert } from 'node:assert'
import * as oauth from 'oauth4webapi'
import { BASE_URL, CALLBACK, allow, env, signingKey } from './setting.mjs'

const overHttp = { [oauth.allowInsecureRequests]: true }
const issuer = new URL(BASE_URL)
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, overHttp))

const asked = async (client, verifier, scope) => ({
  client_id: client.client_id,
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope,
  state: oauth.generateRandomState(),
  nonce: oauth.generateRandomNonce(),
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
})
const addressOf = (parameters) => {
  const address = new URL(server.authorization_endpoint)
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  return address
}
const redeem = async (client, authentication, address, { state, nonce }, verifier, options) => {
  const answer = oauth.validateAuthResponse(server, client, await allow(address), state)
  const response = await oauth.authorizationCodeGrantRequest(
    server, client, authentication, answer, CALLBACK, verifier, options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(server, response, overHttp)
  return tokens
}

// Sign-in with the portal.
const app = { client_id: env('SIGN_IN_CLIENT_ID') }
const ofApp = oauth.ClientSecretBasic(env('SIGN_IN_CLIENT_SECRET'))
const verifier = oauth.generateRandomCodeVerifier()
const request = await asked(app, verifier, 'openid profile email items:view')
const tokens = await redeem(app, ofApp, addressOf(request), request, verifier, overHttp)
const { sub } = oauth.getValidatedIdTokenClaims(tokens)
const told = await oauth.userInfoRequest(server, app, tokens.access_token, overHttp)
const person = await oauth.processUserInfoResponse(server, app, sub, told)
assert.equal(person.email, env('PERSON_EMAIL'))
const renewing = await oauth.refreshTokenGrantRequest(server, app, ofApp, tokens.refresh_token, overHttp)
assert((await oauth.processRefreshTokenResponse(server, app, renewing)).access_token)

// Pushed, signed, and bound to a key.
const guarded = { client_id: env('GUARDED_CLIENT_ID'), id_token_signed_response_alg: 'ES256' }
const ofGuarded = oauth.PrivateKeyJwt(await signingKey())
const DPoP = oauth.DPoP(guarded, await oauth.generateKeyPair('ES256'))
const options = { DPoP, ...overHttp }
const secret = oauth.generateRandomCodeVerifier()
const { client_id, ...parameters } = await asked(guarded, secret, 'openid items:view')
const push = await oauth.pushedAuthorizationRequest(server, guarded, ofGuarded, parameters, options)
const { request_uri } = await oauth.processPushedAuthorizationResponse(server, guarded, push)
const bound = await redeem(guarded, ofGuarded, addressOf({ client_id, request_uri }), parameters, secret, options)
assert.equal(bound.token_type, 'dpop')
const items = new URL('/api/items?limit=1', BASE_URL)
const called = await oauth.protectedResourceRequest(bound.access_token, 'GET', items, undefined, undefined, options)
assert.equal((await called.json()).success, true)
await assert.rejects(oauth.protectedResourceRequest(bound.access_token, 'GET', items, undefined, undefined, overHttp))
const revoking = await oauth.revocationRequest(server, guarded, ofGuarded, bound.refresh_token, overHttp)
await oauth.processRevocationResponse(revoking)
const looking = await oauth.introspectionRequest(server, guarded, ofGuarded, bound.access_token, overHttp)
assert.equal((await oauth.processIntrospectionResponse(server, guarded, looking)).active, false)
