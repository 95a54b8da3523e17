// passport-oauth2: asking, PKCE, state and redeeming are the library's own, as in an Express app with a session.
// Client credentials and refresh go through the client that it carries; the rest is plain fetch.
import { strict as assert } from 'node:assert'
import OAuth2Strategy from 'passport-oauth2'
import { APP, CALLBACK, PROGRAM, allow, isActive, me, metadata } from './setting.mjs'

const server = await metadata()
const strategyOf = ({ id, secret }) =>
  new OAuth2Strategy(
    {
      authorizationURL: server.authorization_endpoint,
      tokenURL: server.token_endpoint,
      clientID: id,
      clientSecret: secret,
      callbackURL: CALLBACK,
      scope: ['items:view', 'items:edit'],
      pkce: 'S256',
      state: true,
    },
    (accessToken, refreshToken, params, profile, done) => done(null, { accessToken, refreshToken, params }),
  )

// What passport does with a strategy: the request goes in, one of these comes out.
const run = (strategy, request) =>
  new Promise((resolve, reject) => {
    const outcomes = {
      redirect: resolve,
      success: resolve,
      fail: (challenge) => reject(new Error(JSON.stringify(challenge))),
      error: reject,
    }
    Object.assign(Object.create(strategy), outcomes).authenticate(request, {})
  })

const tokenOf = (strategy, code, parameters) =>
  new Promise((resolve, reject) => {
    strategy._oauth2.getOAuthAccessToken(code, parameters, (error, access_token, refresh_token, answer) =>
      error ? reject(error) : resolve({ ...answer, access_token, refresh_token }),
    )
  })

const issued = await tokenOf(strategyOf(PROGRAM), '', { grant_type: 'client_credentials' })
assert.equal(issued.scope, 'api')
assert.equal(await isActive(PROGRAM, issued.access_token), true)

const strategy = strategyOf(APP)
const session = {}
const answer = await allow(await run(strategy, { session, query: {} }))
assert.equal(answer.searchParams.get('iss'), server.issuer)
const user = await run(strategy, { session, query: Object.fromEntries(answer.searchParams) })
assert.equal(user.params.scope, 'items:edit items:view')

const second = await tokenOf(strategy, user.refreshToken, { grant_type: 'refresh_token' })
assert.equal(await me(second.access_token), true)
assert.equal(await isActive(APP, user.accessToken), false)
assert.equal(await isActive(APP, second.access_token), true)
const revoked = await fetch(server.revocation_endpoint, {
  method: 'POST',
  body: new URLSearchParams({ token: second.refresh_token, client_id: APP.id, client_secret: APP.secret }),
})
assert.equal(revoked.status, 200)
assert.equal(await isActive(APP, second.access_token), false)
