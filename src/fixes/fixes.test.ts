import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { CHECKS } from '#checks/registry.generated'
import { readPage, withApp } from '#checks/page.fixture'
import { FIXES } from './registry.generated.js'
import { appsFor, auditAt, linesOf, tell } from './story.fixture.js'

describe.each(FIXES.map(fix => [fix.id, fix] as const))('%s', (id, fix) => {
  test('is the file that it says, for checks that there are', () => {
    expect(existsSync(fileURLToPath(new URL(`./${id}.ts`, import.meta.url)))).toBe(true)
    const known = CHECKS.map(check => check.id)
    for (const check of fix.for) expect(known).toContain(check)
    expect(fix.title).not.toMatch(/\.$/)
  })

  test('ends the fault in an app that has it, and nothing new comes', { timeout: 120_000 }, async () => {
    const mended: string[] = []
    const lines = { changed: 0, needed: 0 }
    for (const [check, app] of appsFor(fix)) {
      const told = await tell(fix, check, app)
      // What it proposes for the example of a check, holds; where it proposes nothing, it has not understood the shape.
      expect(told.mended, `${check} ${app.name}: ${told.logs.join('\n')}`).toBe(told.proposed)
      if (told.mended > 0) mended.push(check)
      const { changed, needed } = linesOf(app, told.files)
      lines.changed += changed
      lines.needed += needed
    }
    expect(lines.changed / lines.needed, 'changed lines for each that is needed').toBeLessThan(1.3)
    expect(mended.length, 'an app that it mends').toBeGreaterThan(0)
  })

  const story = fileURLToPath(new URL(`./${id}.story.md`, import.meta.url))
  const good = existsSync(story) ? readPage(readFileSync(story, 'utf8')).good : []
  test.each(good.map(app => [app.name || 'app', app] as const))('has nothing to do in the good %s', async (_, app) => {
    const { findings } = await withApp(app.files, auditAt)
    expect(findings.filter(one => fix.for.includes(one.check)).map(one => one.message)).toEqual([])
  })
})
