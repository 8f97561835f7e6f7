import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Finding } from '#triage/finding'
import { audit } from './audit.js'

interface Expected {
  readonly routes: readonly { readonly method: string; readonly path: string; readonly auth: string }[]
  readonly findings: readonly { readonly check: string; readonly file: string; readonly line: number }[]
  readonly negatives: readonly { readonly check: string; readonly file: string; readonly line: number }[]
}

/** Lines between the place that a reviewer pointed at and the one that is reported. */
const NEAR = 3

describe.each(['storefront', 'marketplace', 'bookings'])('apps/%s', name => {
  const folder = fileURLToPath(new URL(`../apps/${name}`, import.meta.url))
  const expected = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Expected
  const done = audit(folder, { cache: false })
  const isAt = (finding: Finding, one: Expected['findings'][number]): boolean =>
    finding.check === one.check && finding.at.file === one.file && Math.abs(finding.at.line - one.line) <= NEAR
  const spelled = (one: { check: string; file: string; line: number }): string => `${one.check} ${one.file}:${one.line}`

  test('every planted fault is found', async () => {
    const { report } = await done
    expect(expected.findings.filter(one => !report.findings.some(finding => isAt(finding, one))).map(spelled)).toEqual([])
  })

  test('nothing else is reported, the near misses least of all', async () => {
    const { report } = await done
    const others = report.findings.filter(finding => !expected.findings.some(one => isAt(finding, one)))
    expect(others.map(finding => spelled({ check: finding.check, ...finding.at }))).toEqual([])
  })

  test('every route is found, with who may call it', async () => {
    const { report } = await done
    const lines = (routes: readonly { method: string; path: string; auth: string }[]): string[] =>
      routes.map(one => `${one.method} ${one.path} ${one.auth}`).sort()
    expect(lines(report.routes)).toEqual(lines(expected.routes))
  })
})
