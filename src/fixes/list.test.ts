import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { CHECKS } from '#checks/registry.generated'
import { FIXES } from './registry.generated.js'

const page = readFileSync(fileURLToPath(new URL('../../docs/fixes.md', import.meta.url)), 'utf8')

test('the page lists every fix with the checks that it mends', () => {
  const listed = [...page.matchAll(/^\| `([\w/-]+)` +\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, id, title, checks]) => ({
    id,
    title: title!.trim(),
    checks: [...checks!.matchAll(/`([\w/-]+)`/g)].map(match => match[1]!),
  }))
  expect(listed).toEqual(FIXES.map(fix => ({ id: fix.id, title: fix.title, checks: [...fix.for] })))
})

test('the page says which checks no fix mends', () => {
  const mended = new Set(FIXES.flatMap(fix => fix.for))
  const left = CHECKS.map(check => check.id).filter(id => !mended.has(id))
  const section = page.split('## Left to you and your editor')[1] ?? ''
  expect([...section.matchAll(/^- `([\w/-]+)`/gm)].map(match => match[1])).toEqual(left)
})
