// simple-oauth2: tokens, refresh and revocation are the library's own. It has no discovery, no introspection, and
// leaves PKCE to parameters that its user makes.
import { strict as assert } from 'node:assert'
import { createHash, randomBytes } from 'node:crypto'
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2'
import { APP, BASE_URL, CALLBACK, PROGRAM, allow, isActive, me, metadata } from './setting.mjs'

const server = await metadata()
const path = (name) => new URL(server[name]).pathname
const auth = {
  tokenHost: BASE_URL,
  tokenPath: path('token_endpoint'),
  revokePath: path('revocation_endpoint'),
}
const authOfApp = { ...auth, authorizePath: path('authorization_endpoint') }

for (const authorizationMethod of ['header', 'body']) {
  const options = { authorizationMethod }
  const issued = await new ClientCredentials({ client: PROGRAM, auth, options }).getToken({ scope: 'items:view' })
  assert.equal(issued.token.scope, 'items:view')
  assert.equal(issued.expired(), false)
  assert.equal(await isActive(PROGRAM, issued.token.access_token), true)

  const app = new AuthorizationCode({ client: APP, auth: authOfApp, options })
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(8).toString('base64url')
  const address = app.authorizeURL({
    redirect_uri: CALLBACK,
    scope: ['items:view', 'items:edit'],
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const { searchParams: answer } = await allow(address)
  assert.equal(answer.get('state'), state)
  assert.equal(answer.get('iss'), server.issuer)
  const first = await app.getToken({ code: answer.get('code'), redirect_uri: CALLBACK, code_verifier: verifier })
  const second = await first.refresh()
  assert.equal(await me(second.token.access_token), true)
  assert.equal(await isActive(APP, first.token.access_token), false)
  assert.equal(await isActive(APP, second.token.access_token), true)
  await second.revokeAll()
  assert.equal(await isActive(APP, second.token.access_token), false)
  await assert.rejects(second.refresh())
}
