import { expect, test } from 'vitest'
import type { Source } from '#source/source'
import { namesOfLibraries } from './of-libraries.js'

const source = (...packages: Record<string, string>[]): Source =>
  ({ packages: packages.map(dependencies => ({ dependencies })) }) as unknown as Source

test('what packages read by themselves is made up as well, once', () => {
  expect(namesOfLibraries(source({ 'next-auth': '5', next: '15' }, { 'next-auth': '4', resend: '4' }))).toEqual([
    'AUTH_SECRET',
    'NEXTAUTH_SECRET',
    'AUTH_TRUST_HOST',
    'RESEND_API_KEY',
  ])
  expect(namesOfLibraries(source({ express: '5' }))).toEqual([])
})
