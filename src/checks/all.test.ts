import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { audit } from '#audit'
import { SEVERITIES } from '#base/certainty'
import { findingsExamined } from './examined.fixture.js'
import { problemsTried } from './matrix.fixture.js'
import { measuredIn } from './trials.fixture.js'
import { readPage, withApp, type ExampleApp } from './page.fixture.js'
import { CHECKS } from './registry.generated.js'

const HEADINGS = ['What can happen', 'Bad', 'Good', 'How to repair', 'When it is not a fault']

/** Nouns name what is wrong; a verb or a `no-` names a rule instead. */
const RULE_NAME = /^(no|use|avoid|prefer|require|check|ensure|detect|validate|add|forbid|disallow)-/
/** How a sentence begins that states something rather than saying what to do. */
const NO_IMPERATIVE = /^(The|A|An|It|This|That|These|There|You|Your|We|Please|Should|Consider|Try|Maybe|If)\b/

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
const exists = (path: string): boolean => existsSync(fileURLToPath(new URL(path, import.meta.url)))

/** What makes a text unfit to show, or nothing. */
export function faultOf(text: string, longest: number): string | undefined {
  if (text.length < 12) return 'too short'
  if (text.length > longest) return `longer than ${longest}`
  if (/[.!?]\s+[A-Z`]/.test(text)) return 'more than one sentence'
  if (/\bplease\b/i.test(text)) return 'begs'
  if (/\bmay potentially\b/i.test(text)) return 'hedges twice'
  return undefined
}

/** Lines that still say what the template said; an example may well hold a TODO of its own, as the apps do. */
function leftOver(path: string, template: string): string[] {
  const lines = read(`../../scripts/templates/${template}.txt`)
    .split('\n')
    .filter(line => line.includes('TODO'))
  const text = read(path)
  return lines.map(line => line.trim()).filter(line => text.includes(line))
}

test('no plugin is a template still', () => {
  const folders = readdirSync(fileURLToPath(new URL('../plugins', import.meta.url)), { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  )
  for (const { name } of folders)
    for (const file of ['index.ts', 'index.test.ts'].filter(file => exists(`../plugins/${name}/${file}`)))
      expect(leftOver(`../plugins/${name}/${file}`, `plugin.${file.replace('index.', '')}`), `${name}/${file}`).toEqual([])
})

test('ids are unique', () => {
  const ids = CHECKS.map(check => check.id)
  expect(ids).toEqual([...new Set(ids)])
})

describe.each(CHECKS.map(check => [check.id, check] as const))('%s', (id, check) => {
  const page = exists(`./${id}.md`) ? read(`./${id}.md`) : ''
  const { headings, bad, good } = readPage(page)

  test('is named like its file, after the failing state', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    expect(id.split('/')[1]).not.toMatch(RULE_NAME)
    expect(exists(`./${id}.ts`), `src/checks/${id}.ts`).toBe(true)
  })

  test('says in one sentence each what it is and who gets hurt', () => {
    expect(faultOf(check.title, 110), check.title).toBeUndefined()
    expect(check.title).not.toMatch(/\.$/)
    expect(faultOf(check.why, 240), check.why).toBeUndefined()
    expect(check.why).toMatch(/\.$/)
  })

  test('declares a severity, references and needs that exist', () => {
    expect(SEVERITIES).toContain(check.severity)
    expect(check.refs.length).toBeGreaterThan(0)
    for (const ref of check.refs) expect(ref).toMatch(/^(CWE-\d+|OWASP-[A-Z]+\d+(:\d{4})?)$/)
    expect([...check.needs]).toEqual([...new Set(check.needs)])
    expect(check.needs.length).toBeGreaterThan(0)
  })

  test('has a page with every heading, and a test', () => {
    expect(headings).toEqual(HEADINGS)
    expect(bad.length, 'a Bad example').toBeGreaterThan(0)
    expect(good.length, 'a Good example').toBeGreaterThan(0)
    expect(exists(`./${id}.test.ts`), `src/checks/${id}.test.ts`).toBe(true)
  })

  test('is filled in', () => {
    for (const extension of ['ts', 'md', 'test.ts']) expect(leftOver(`./${id}.${extension}`, `check.${extension}`)).toEqual([])
  })

  test.each(bad.map(app => [app.name || 'app', app] as const))('finds the bad %s', async (_, app) => {
    const found = await findingsOf(id, app)
    expect(found.length, 'findings').toBeGreaterThan(0)
    for (const finding of found) {
      expect(finding.key).not.toMatch(/:\d+\b/)
      expect(finding.message).toMatch(/`[^`]+`/)
      expect(finding.message).toMatch(/\.$/)
      expect(finding.help).toMatch(/^[A-Z`].*\.$/s)
      expect(finding.help).not.toMatch(NO_IMPERATIVE)
      expect(`${finding.message} ${finding.help}`).not.toMatch(/\bplease\b/i)
      expect(app.files.has(finding.at.file), `${finding.at.file} is a file of the example`).toBe(true)
    }
  })

  test.each(good.map(app => [app.name || 'app', app] as const))('passes the good %s', async (_, app) => {
    expect((await findingsOf(id, app)).map(finding => finding.message)).toEqual([])
  })
})

/** Checks that read what was tried get it tried. */
async function findingsOf(id: string, app: ExampleApp) {
  if (CHECKS.some(check => check.id === id && (check.needs as readonly string[]).some(part => part === 'rejected' || part === 'rehearsed')))
    return findingsExamined(id, app.files)
  if (CHECKS.find(check => check.id === id)?.needs.includes('matrix')) return problemsTried(id, app.files)
  const { report } = await withApp(app.files, root => audit(root, { cache: false }))
  expect(report.results.filter(result => result.outcome === 'error')).toEqual([])
  const found = report.findings.filter(finding => finding.check === id)
  const measures = CHECKS.some(check => check.id === id && (check.needs as readonly string[]).includes('trials'))
  return measures ? [...found, ...(await measuredIn(id, app.files))] : found
}
