import { expect, test } from 'vitest'
import { makeValue } from './rules.js'

const asked = {
  seed: 'test',
  appUrl: 'http://localhost:3000',
  port: 3000,
  databaseUrl: 'postgresql://postgres:secret@localhost:5432/app',
  databasePassword: 'secret',
  fileUrl: undefined,
  mongoUrl: 'mongodb://localhost:27017/app',
  redisUrl: 'redis://localhost:6379',
  supabase: false,
  fallback: undefined,
  length: undefined,
}

test.each([
  ['NEXT_PUBLIC_API_URL', /^http:\/\/localhost:3000/],
  ['API_URL', /^http:\/\/localhost:3000/],
  ['NEXTAUTH_URL', /^http:\/\/localhost:3000/],
  ['WAREHOUSE_API_URL', /^https:\/\/api\.lab\.example$/],
  ['COURIER_BASE_URL', /^https:\/\/api\.lab\.example$/],
  ['NEXT_PUBLIC_BASE_URL', /^http:\/\/localhost:3000/],
  ['API_BASE_URL', /^http:\/\/localhost:3000/],
  ['AUTH_TRUST_HOST', /^true$/],
  ['DATABASE_URL', /^postgresql:\/\/postgres:secret@/],
  ['STRIPE_SECRET_KEY', /^sk_test_\w{16,}$/],
  ['STRIPE_WEBHOOK_SECRET', /^whsec_\w{16,}$/],
  ['RESEND_WEBHOOK_SECRET', /^whsec_[\dA-Za-z+/]{16,}$/],
  ['RESEND_API_KEY', /^re_\w{16,}$/],
  ['JWT_SECRET', /^\S{32,}$/],
  ['PORT', /^3000$/],
  ['COOKIE_EXPIRATION_DAYS', /^7$/],
  ['JWT_COOKIE_EXPIRE', /^7$/],
  ['LOGIN_TOKEN_EXPIRATION', /^7d$/],
  ['JWT_ACCESS_EXPIRATION_MINUTES', /^60$/],
  ['OTP_EXPIRATION_TIME', /^\d{5,}$/],
  ['AUTH0_ISSUER_BASE_URL', /^https:\/\/lab\.auth0\.com$/],
  ['NEXT_PUBLIC_AUTH0_DOMAIN', /^lab\.auth0\.com$/],
  ['CLERK_JWT_ISSUER_DOMAIN', /^https:\/\/lab\.clerk/],
  ['FIREBASE_PRIVATE_KEY', /^-----BEGIN PRIVATE KEY-----\n/],
  ['FIREBASE_SERVICE_ACCOUNT_KEY', /^\{"type":"service_account"/],
])('%s', (name, expected) => {
  expect(makeValue(name, asked)).toMatch(expected)
  // Everything made up follows from the seed.
  expect(makeValue(name, asked)).toBe(makeValue(name, asked))
})

test.each([
  ['DB_PORT', { databaseUrl: 'mysql://lab:secret@localhost:3306/app' }, '3306'],
  ['MYSQL_USER', { databaseUrl: 'mysql://lab:secret@localhost:3306/app' }, 'lab'],
  ['DB_DIALECT', { databaseUrl: 'mysql://lab:secret@localhost:3306/app' }, 'mysql'],
  ['DB_DIALECT', {}, 'postgres'],
  ['COURIER_BASE_URL', { fallback: 'https://sandbox.courier.example' }, 'https://sandbox.courier.example'],
  ['HARBOUR_BASE_URL', { fallback: 'http://localhost:4000' }, 'http://localhost:3000'],
  ['DATABASE_URL', { databaseUrl: undefined, fileUrl: 'file:./lab.db' }, 'file:./lab.db'],
  ['DATABASE_URL', { databaseUrl: undefined }, 'mongodb://localhost:27017/app'],
] as const)('%s of %j', (name, more, expected) => {
  expect(makeValue(name, { ...asked, ...more })).toBe(expected)
})

test('a secret of one seed is none of another', () => {
  expect(makeValue('JWT_SECRET', asked)).not.toBe(makeValue('JWT_SECRET', { ...asked, seed: 'other' }))
})
