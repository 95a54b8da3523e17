// What a script needs of the world: the demo's variables, and somebody in front of a browser.
import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export const env = (name) => {
  assert(process.env[name], `${name} is missing`)
  return process.env[name]
}

export const BASE_URL = env('BASE_URL')
export const PROGRAM = { id: env('CC_CLIENT_ID'), secret: env('CC_CLIENT_SECRET') }
export const APP = { id: env('CODE_CLIENT_ID'), secret: env('CODE_CLIENT_SECRET') }
export const API_KEY = { id: env('API_KEY'), key: env('API_SECRET'), algorithm: 'sha256' }
export const CALLBACK = env('CODE_REDIRECT_URI')

// Where the person's browser is sent in the end: to CALLBACK, with the answer.
export const allow = async (address) => {
  const { stdout } = await promisify(execFile)(env('PYTHON'), ['-m', 'tests.flows.person', String(address)])
  return new URL(stdout)
}

// For libraries that know nothing of discovery or introspection: what their users write.
export const metadata = async () => (await fetch(`${BASE_URL}/.well-known/oauth-authorization-server`)).json()

export const isActive = async ({ id, secret }, token) => {
  const { introspection_endpoint: endpoint } = await metadata()
  const Authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const answer = await fetch(endpoint, { method: 'POST', headers: { Authorization }, body: new URLSearchParams({ token }) })
  return (await answer.json()).active
}

export const me = async (token) => {
  const answer = await fetch(`${BASE_URL}/api/me`, { headers: { Authorization: `Bearer ${token}` } })
  return (await answer.json()).success
}

// The key with which the guarded app signs who it is.
export const signingKey = () => {
  const jwk = JSON.parse(env('GUARDED_KEY'))
  return crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
}
