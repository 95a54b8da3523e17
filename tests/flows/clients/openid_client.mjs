// openid-client: every operation is the library's own.
import { strict as assert } from 'node:assert'
import * as client from 'openid-client'
import { APP, BASE_URL, CALLBACK, PROGRAM, allow, me } from './setting.mjs'

const discover = ({ id, secret }, authentication) =>
  client.discovery(new URL(BASE_URL), id, {}, authentication(secret), {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  })
const isActive = async (config, token) => (await client.tokenIntrospection(config, token)).active

for (const authentication of [client.ClientSecretBasic, client.ClientSecretPost]) {
  const program = await discover(PROGRAM, authentication)
  const issued = await client.clientCredentialsGrant(program, { scope: 'items:view' })
  assert.equal(issued.scope, 'items:view')
  assert.equal(issued.expires_in, 7200)
  assert.equal(await isActive(program, issued.access_token), true)

  const app = await discover(APP, authentication)
  assert(app.serverMetadata().supportsPKCE())
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const address = client.buildAuthorizationUrl(app, {
    redirect_uri: CALLBACK,
    scope: 'items:view items:edit',
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const first = await client.authorizationCodeGrant(app, await allow(address), { pkceCodeVerifier, expectedState })
  const second = await client.refreshTokenGrant(app, first.refresh_token)
  assert.equal(await me(second.access_token), true)
  assert.equal(await isActive(app, first.access_token), false)
  assert.equal(await isActive(app, second.access_token), true)
  await client.tokenRevocation(app, second.refresh_token)
  assert.equal(await isActive(app, second.access_token), false)
  await assert.rejects(client.refreshTokenGrant(app, second.refresh_token), { error: 'invalid_grant' })
}
