import { beforeAll, describe, expect, test } from 'vitest'
import { shownDiff } from './diff.js'
import { firstPage } from './first.js'
import { cleaned, handoverFiles } from './folder.js'
import { DIFF, done, MIGRATION, refused, SECRET, storefront } from './handover.fixture.js'
import type { HandoverInput } from './input.js'
import { sectionsOf } from './sections/index.js'
import { standingOf } from './standing.js'

let input: HandoverInput
let files: ReadonlyMap<string, string>
beforeAll(async () => {
  input = await storefront()
  files = handoverFiles(input)
}, 60_000)

const section = (id: string, of: HandoverInput = input) => sectionsOf(of).find(one => one.id === id)!
const words = (value: unknown): string => JSON.stringify(value)

test('no secret is whole in any file, nor in what is saved', () => {
  expect(JSON.stringify(input)).not.toContain(SECRET)
  for (const [path, text] of files) expect(text, path).not.toContain(SECRET)
})

test('cleaning twice changes nothing', () => expect(cleaned(input)).toEqual(input))

test('a patch is handed over only where it is the commit, letter for letter', () => {
  const patches = [...files].filter(([path]) => path.startsWith('patches/'))
  expect(patches).toHaveLength(input.repairs.filter(repair => repair.finding.check === 'performance/missing-index').length)
  for (const [, text] of patches) expect(text).toBe(MIGRATION)
})

test('a file that leaves the repository is not repeated', () => {
  const gone =
    'diff --git a/x.csv b/x.csv\ndeleted file mode 100644\n--- a/x.csv\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-ada@example.org\n-bob@example.org\n'
  const { diff, whole } = shownDiff(gone)
  expect(diff).not.toContain('ada@')
  expect(diff).toContain('2 lines leave the repository')
  expect(whole).toBe(false)
  expect(shownDiff(DIFF).whole).toBe(false)
  expect(shownDiff(MIGRATION)).toEqual({ diff: MIGRATION.trimEnd(), whole: true })
})

test('both forms have every section', () => {
  const markdown = files.get('handover.md')!
  const html = files.get('index.html')!
  for (const { id, title } of sectionsOf(input)) {
    expect(markdown).toContain(`\n## ${title}\n`)
    expect(html).toContain(`<section id="${id}"`)
  }
  expect(Buffer.byteLength(html)).toBeLessThan(1_000_000)
})

test('every fold has an id of its own, and every link a target', () => {
  const html = files.get('index.html')!
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(match => match[1]!)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
})

test('a table row in Markdown has as many cells as its head', () => {
  const rows = files
    .get('handover.md')!
    .split('\n\n')
    .filter(block => block.startsWith('| '))
  expect(rows.length).toBeGreaterThan(3)
  for (const block of rows) {
    const counts = block.split('\n').map(row => row.replace(/\\\|/g, '').split('|').length)
    expect(new Set(counts).size, block.slice(0, 200)).toBe(1)
  }
})

describe('what a section says follows from the app', () => {
  test('a broken flow fails the checklist', () => {
    const ticks = section('regression').blocks.find(block => block.kind === 'ticks')!
    expect(ticks.items.filter(item => item.state === 'failed').map(item => item.text)).toEqual([`\`${input.flows.broken[0]!.route}\``])
  })

  test('a database address is rotated at the database, a session secret at home', () => {
    const asides = section('keys').blocks.flatMap(block => (block.kind === 'fold' ? [block.aside] : []))
    expect(asides).toEqual(expect.arrayContaining(['Database password', 'Session or signing secret', 'data of people']))
    expect(words(section('keys'))).toContain('vercel env add JWT_SECRET production')
  })

  test('a way of asking that was closed is told, though the route is asked in another', () => {
    const asked = { route: 'POST /api/orders', actor: 'a' as const, status: 200 }
    const flows = { before: [asked, { ...asked, how: 'with names in other scripts' }], alive: [asked], broken: [] }
    expect(section('regression', { ...input, flows }).intro).toContain('1 of 2 work, none broke, 1 was the fault itself and is closed')
  })

  test('what is left says why nothing was done, or what spoke against it', () => {
    const told = words(section('left', { ...input, refused: [] }))
    expect(told).toContain('**Why it is left.**')
    const [open] = input.after.findings.filter(one => one.status === 'suspected' || one.status === 'proved')
    const why = 'parse passed: 1 files read\naudit failed: still there: it is'
    const refusal = { finding: open!.id, title: 'Close it', why }
    expect(words(section('left', { ...input, refused: [refusal] }))).toContain('Close it: read again, the code still has it: it is')
  })

  test('a variable without which nobody gets in, or nothing starts, is named before the deploy', () => {
    const [repair] = input.repairs
    const added = (text: string): string => `diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1,2 @@\n+${text}\n`
    const of = (check: string, text: string) => ({ ...repair!, finding: { ...repair!.finding, check }, diff: added(text) })
    const told = words(
      section('deploy', {
        ...input,
        repairs: [
          of('cors/permissive-origin', "app.use(cors({ origin: (process.env.ALLOWED_ORIGINS ?? '').split(',') }))"),
          of('secrets/fallback-secret', "if (!process.env.JWT_SECRET) throw new Error('JWT_SECRET is not set')"),
        ],
      }),
    )
    expect(told).toContain('Without `JWT_SECRET` the app does not start any more')
    expect(told).toContain('Without `ALLOWED_ORIGINS` no website may call the app')
  })

  test('a migration comes with its way back', () => {
    expect(words(section('deploy'))).toContain('DROP INDEX')
    expect(words(section('deploy'))).toContain('npx prisma migrate deploy')
  })

  test('an app with nothing found says so, section by section, and names no provider', () => {
    const report = { ...input.before, findings: [], routes: [], tables: [], env: [], checklist: [] }
    const bare: HandoverInput = {
      format: input.format,
      before: report,
      after: report,
      repairs: [],
      refused: [],
      flows: { before: [], alive: [], broken: [] },
      stages: [],
      facts: { setups: [], calls: [], limited: [], deploy: [], queries: [], mended: [] },
    }
    for (const id of ['fixed', 'left', 'routes', 'matrix', 'keys', 'database', 'regression', 'environments', 'deploy', 'monitoring'])
      expect(section(id, bare).blocks[0]!.kind, id).toBe('absent')
    expect(firstPage(bare).headline).toBe('Nothing stood against a launch.')
  })

  test('money that is taken is watched first', () => {
    const table = section('monitoring').blocks.find(block => block.kind === 'table')!
    expect(words(table.rows[0])).toContain('/api/checkout')
  })
})

test('a repair is called proved only where the attack was made before and refused after', () => {
  const [repair] = input.repairs
  const word = (before: boolean, after: readonly (typeof done)[]) =>
    standingOf({ ...repair!, finding: { ...repair!.finding, evidence: before ? [done] : [] }, after }).word
  expect(word(true, [refused])).toBe('proved repaired')
  expect(word(false, [refused])).toBe('repaired, holds when tried')
  expect(word(true, [])).toBe('repaired, not retried')
  expect(word(false, [])).toBe('repaired, read only')
  expect(word(true, [done])).toBe('not repaired')
  expect(word(true, [{ ...refused, verdict: 'inconclusive' }])).toBe('repaired, undecided')
})

test('the headline says what is left', () => {
  const open = input.after.findings.filter(finding => finding.status === 'suspected' && finding.severity === 'high').slice(0, 1)
  const only = (findings: HandoverInput['after']['findings'], outcome: 'running' | 'failed' = 'running'): string => {
    const lab = {
      outcome,
      seal: 'namespace',
      steps: [],
      substitutions: [],
      actors: [],
      tried: 0,
      proved: 0,
      refuted: 0,
      inconclusive: 0,
      skipped: [],
    }
    return firstPage({ ...input, before: { ...input.before, lab }, after: { ...input.after, findings } }).headline
  }
  expect(only([])).toBe('Was not safe to launch. Now it is.')
  expect(only([], 'failed')).toBe('Was not safe to launch. Nothing grave is left to read in its code; it was not run.')
  expect(only(open)).toContain('one serious fault needs somebody')
  expect(only([{ ...open[0]!, severity: 'critical' }])).toContain('still not safe: one critical fault is left')
})
