import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHECKS } from '#checks/registry.generated'
import { PROBES } from './all.js'

test('the page lists every probe, and no other, in order', () => {
  const page = readFileSync(new URL('../../docs/probes.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `([\w/-]+)` +\|/gm)].map(match => match[1])
  expect(listed).toEqual(PROBES.map(probe => probe.id))
})

test.each(PROBES)('$id is named after its file, and settles checks that exist', ({ id, settles }) => {
  expect(existsSync(new URL(`${id}.ts`, import.meta.url))).toBe(true)
  const known = new Set(CHECKS.map(check => check.id))
  expect(settles.filter(check => !known.has(check))).toEqual([])
})
