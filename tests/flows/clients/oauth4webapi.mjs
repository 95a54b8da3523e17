// oauth4webapi: every operation is the library's own.
import { strict as assert } from 'node:assert'
import * as oauth from 'oauth4webapi'
import { APP, BASE_URL, CALLBACK, PROGRAM, allow, me } from './setting.mjs'

const overHttp = { [oauth.allowInsecureRequests]: true }
const issuer = new URL(BASE_URL)
const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...overHttp })
const server = await oauth.processDiscoveryResponse(issuer, found)

for (const authentication of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
  const program = { client_id: PROGRAM.id }
  const ofProgram = authentication(PROGRAM.secret)
  const app = { client_id: APP.id }
  const ofApp = authentication(APP.secret)
  const isActive = async (client, auth, token) => {
    const answer = await oauth.introspectionRequest(server, client, auth, token, overHttp)
    return (await oauth.processIntrospectionResponse(server, client, answer)).active
  }

  const asked = await oauth.clientCredentialsGrantRequest(server, program, ofProgram, { scope: 'items:view' }, overHttp)
  const issued = await oauth.processClientCredentialsResponse(server, program, asked)
  assert.equal(issued.scope, 'items:view')
  assert.equal(await isActive(program, ofProgram, issued.access_token), true)

  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const address = new URL(server.authorization_endpoint)
  for (const [name, value] of Object.entries({
    client_id: APP.id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'items:view items:edit',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })) {
    address.searchParams.set(name, value)
  }
  const answer = oauth.validateAuthResponse(server, app, await allow(address), state)
  const redeemed = await oauth.authorizationCodeGrantRequest(server, app, ofApp, answer, CALLBACK, verifier, overHttp)
  const first = await oauth.processAuthorizationCodeResponse(server, app, redeemed)
  const refreshed = await oauth.refreshTokenGrantRequest(server, app, ofApp, first.refresh_token, overHttp)
  const second = await oauth.processRefreshTokenResponse(server, app, refreshed)
  assert.equal(await me(second.access_token), true)
  assert.equal(await isActive(app, ofApp, first.access_token), false)
  assert.equal(await isActive(app, ofApp, second.access_token), true)
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, app, ofApp, second.refresh_token, overHttp),
  )
  assert.equal(await isActive(app, ofApp, second.access_token), false)
  const again = await oauth.refreshTokenGrantRequest(server, app, ofApp, second.refresh_token, overHttp)
  await assert.rejects(oauth.processRefreshTokenResponse(server, app, again), { error: 'invalid_grant' })
}
