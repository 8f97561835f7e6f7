import { expect, test } from 'vitest'
import { withLocked } from './lockfile.js'

const lock = (packages: Record<string, unknown>): string => `${JSON.stringify({ name: 'shop', lockfileVersion: 3, packages }, null, 2)}\n`

test('puts a package in its place of the alphabet, with what the registry says of it', () => {
  const before = lock({
    '': { dependencies: { express: '4.21.2' } },
    'node_modules/express': { version: '4.21.2' },
    'node_modules/zzz': { version: '1.0.0' },
  })
  const after = JSON.parse(withLocked(before, '', { zod: '4.6.7' })!) as { packages: Record<string, Record<string, unknown>> }
  expect(after.packages['']).toEqual({ dependencies: { express: '4.21.2', zod: '4.6.7' } })
  expect(Object.keys(after.packages)).toEqual(['', 'node_modules/express', 'node_modules/zod', 'node_modules/zzz'])
  expect(after.packages['node_modules/zod']).toMatchObject({ version: '4.6.7', integrity: expect.stringMatching(/^sha512-/) })
})

test('keeps to the spelling of the file, and leaves one that it does not understand', () => {
  const before = lock({ '': {}, 'node_modules/express': { version: '4.21.2' } })
  expect(withLocked(before, '', { zod: '4.6.7' })!.startsWith('{\n  "name": "shop"')).toBe(true)
  // Another version is there already, for somebody else.
  expect(withLocked(lock({ '': {}, 'node_modules/zod': { version: '3.25.76' } }), '', { zod: '4.6.7' })).toBeUndefined()
  // A package with dependencies of its own cannot be written by hand.
  expect(withLocked(before, '', { '@sentry/node': '11.12.0' })).toBeUndefined()
  expect(withLocked(before, 'server', { zod: '4.6.7' })).toBeUndefined()
})
