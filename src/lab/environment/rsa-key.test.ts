import { createPublicKey, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { madePrivateKey } from './rsa-key.js'

test('a key that is made up signs, and the same seed gives the same one', () => {
  const pem = madePrivateKey('test', 'FIREBASE_PRIVATE_KEY')
  expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  expect(verify('sha256', Buffer.from('text'), createPublicKey(pem), sign('sha256', Buffer.from('text'), pem))).toBe(true)
  expect(createPublicKey(pem).asymmetricKeyDetails?.modulusLength).toBe(2048)
  expect(madePrivateKey('test', 'FIREBASE_PRIVATE_KEY')).toBe(pem)
  expect(madePrivateKey('other', 'FIREBASE_PRIVATE_KEY')).not.toBe(pem)
})
