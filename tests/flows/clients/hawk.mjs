// hawk, the scheme's own library: signs what it sends, checks what it is answered, and sets its clock by ours.
import { strict as assert } from 'node:assert'
import http from 'node:http'
import hawk from 'hawk'
import { API_KEY, BASE_URL } from './setting.mjs'

const JSON_TYPE = 'application/json'
const CODE = 'Señal A/B 1'
const MEMBER = `/api/items/${encodeURIComponent(CODE)}`

// fetch() would normalize the target; what was signed must go out as it is.
const exchange = (target, method, headers, payload) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(BASE_URL)
    const request = http.request({ hostname, port, path: target, method, headers }, (res) => {
      const parts = []
      res.on('data', (part) => parts.push(part))
      res.on('end', () => resolve({ res, payload: Buffer.concat(parts).toString() }))
    })
    request.on('error', reject)
    request.end(payload)
  })

const sign = (target, method, options) => hawk.client.header(BASE_URL + target, method, { credentials: API_KEY, ...options })

const send = async (target, method, signed, payload) => {
  const headers = { Authorization: signed.header, ...(payload ? { 'Content-Type': JSON_TYPE } : {}) }
  const answer = await exchange(target, method, headers, payload)
  return { ...answer, signed, status: answer.res.statusCode, body: JSON.parse(answer.payload) }
}

const check = ({ res, payload, signed }, more = {}) =>
  hawk.client.authenticate(res, API_KEY, signed.artifacts, { payload, required: true, ...more })

const call = async (target, method = 'GET', content = undefined, options = {}) => {
  const payload = content && JSON.stringify(content)
  const hashed = payload ? { payload, contentType: JSON_TYPE } : {}
  const answer = await send(target, method, sign(target, method, { ...hashed, ...options }), payload)
  check(answer)
  return answer
}

const refused = ({ res, status, body }) => {
  assert.deepEqual([status, body.code, res.headers['www-authenticate']], [401, 'invalid_signature', 'Hawk'])
  assert.equal(res.headers['server-authorization'], undefined)
}

// Reading and writing, with and without a hash of the body, and every answer is checked.
const made = await call('/api/items', 'POST', { code: CODE, id_type_item: 2, field_1: 'Bomba centrífuga' })
assert.deepEqual([made.status, made.body.data[0].code], [201, CODE])
assert.equal((await call('/api/items?limit=1&start=0')).body.data.length, 1)
assert.equal((await call('/api/items/?limit=1', 'GET', undefined, { ext: 'some data; 1=2', app: 'app', dlg: 'dlg' })).status, 200)
assert.equal((await call(MEMBER)).body.data[0].field_1, 'Bomba centrífuga')
const changed = await call(MEMBER, 'PUT', { notes: 'revisada' })
assert.deepEqual([changed.status, changed.body.data[0].notes], [200, 'revisada'])
const withoutHash = JSON.stringify({ notes: 'otra vez' })
const plain = await send(MEMBER, 'PUT', sign(MEMBER, 'PUT'), withoutHash)
check(plain)
assert.equal(plain.body.data[0].notes, 'otra vez')
assert.equal((await call('/api/items/NONE')).status, 404)

// An answer that was changed on its way is noticed.
assert.throws(() => check(plain, { payload: plain.payload + ' ' }), /Bad response payload mac/)
const otherKey = { ...API_KEY, key: 'another key' }
assert.throws(() => hawk.client.authenticate(plain.res, otherKey, plain.signed.artifacts, { required: true }), /Bad response mac/)

// A clock that is an hour late is set by our answer, which proves that it is ours.
const LATE = -60 * 60 * 1000
const stale = await send('/api/me', 'GET', sign('/api/me', 'GET', { localtimeOffsetMsec: LATE }))
assert.deepEqual([stale.status, stale.body.code], [401, 'stale_timestamp'])
const { headers } = hawk.client.authenticate(stale.res, API_KEY, stale.signed.artifacts)
const ours = headers['www-authenticate'].ts * 1000
assert(Math.abs(ours - Date.now()) < 10_000)
const corrected = LATE + (ours - (Date.now() + LATE))
assert.equal((await call('/api/me', 'GET', undefined, { localtimeOffsetMsec: corrected })).status, 200)
assert.throws(() => hawk.client.authenticate(stale.res, otherKey, stale.signed.artifacts), /Invalid server timestamp hash/)

// What was played before, altered, or signed for somewhere else.
const once = sign('/api/me', 'GET')
assert.equal((await send('/api/me', 'GET', once)).status, 200)
refused(await send('/api/me', 'GET', once))
const body = JSON.stringify({ notes: 'a' })
const whole = () => sign(MEMBER, 'PUT', { payload: body, contentType: JSON_TYPE })
refused(await send(MEMBER, 'PUT', whole(), JSON.stringify({ notes: 'b' })))
refused(await send(MEMBER.replace('A%2FB', 'A/B'), 'PUT', whole(), body))
refused(await send(MEMBER + '?id_fracttal=1', 'PUT', whole(), body))
refused(await send('/api/items', 'POST', whole(), body))
const { port } = new URL(BASE_URL)
for (const origin of [`http://localhost:${port}`, `http://127.0.0.1:${Number(port) + 1}`, 'http://127.0.0.1']) {
  refused(await send('/api/me', 'GET', hawk.client.header(`${origin}/api/me`, 'GET', { credentials: API_KEY })))
}
refused(await send('/api/me', 'GET', sign('/api/me', 'GET', { credentials: otherKey })))
refused(await send('/api/me', 'GET', sign('/api/me', 'GET', { credentials: { ...API_KEY, algorithm: 'sha1' } })))
// The library escapes a quote, which the scheme's own reader refuses too.
refused(await send('/api/me', 'GET', sign('/api/me', 'GET', { ext: 'a"b' })))
assert.equal((await call(MEMBER)).body.data[0].notes, 'otra vez')

// A signature in the address opens nothing.
const bewit = hawk.uri.getBewit(`${BASE_URL}/api/me`, { credentials: API_KEY, ttlSec: 60 })
assert.equal((await exchange(`/api/me?bewit=${bewit}`, 'GET', {})).res.statusCode, 401)
