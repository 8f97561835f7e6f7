import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '#audit'
import { sealAble } from '#lab/seal/kind'
import { compiled } from '#lab/seal/ours'
import { repositoryOf } from './git.js'
import type { VerdictRecord } from './ledger.js'
import { askOwnChecks, type OwnCheckVerdict, saidBy } from './own-checks.js'
import { revisionsOf } from './revisions.js'

// The inside of the seal runs plain JavaScript: what `npm run build` makes.
const ready = sealAble().able && existsSync(compiled('lab/supervisor/main.js'))

const PRICE = `exports.priceOf = amount => amount * 100\n`
const TEST = `const test = require('node:test'), assert = require('node:assert'), { priceOf } = require('./price.js')
test('a price is in cents', () => assert.strictEqual(priceOf(2), 200))
test('the author never mended this one', () => assert.strictEqual(1, 2))
`

describe.skipIf(!ready)("the app's own checks", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'own-checks-')))
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder, encoding: 'utf8' }).trim()
  const commit = (files: Readonly<Record<string, string>>): string => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    git('add', '.')
    git('commit', '--quiet', '-m', 'x')
    return git('rev-parse', 'HEAD')
  }
  const record = (finding: string, made: string): VerdictRecord => ({
    kind: 'unproved',
    run: 'r',
    finding,
    check: 'x/y',
    key: finding,
    fix: 'x',
    title: finding,
    log: '',
    commit: made,
  })
  async function ask(name: string, ...steps: readonly Readonly<Record<string, string>>[]): Promise<OwnCheckVerdict> {
    git('checkout', '--quiet', '-b', name, 'main')
    const standing = steps.map((files, index) => record(`repair ${index}`, commit(files)))
    const { report, problems, model, source } = await audit(folder, { cache: false })
    const repository = repositoryOf(folder)!
    const base = { ...repository, head: git('rev-parse', 'main') }
    return askOwnChecks({ findings: report.findings, problems, model, source }, revisionsOf(base, name), standing, {
      seed: 'test',
      left: () => Infinity,
      counts: [],
      builds: true,
      earlier: undefined,
    })
  }
  beforeAll(() => {
    git('init', '--quiet', '--initial-branch=main')
    const scripts = { start: 'node server.js', test: 'node --test' }
    commit({
      'package.json': JSON.stringify({ name: 'shop', scripts }),
      'server.js': `require('node:http').createServer((_, response) => response.end('up')).listen(process.env.PORT)\n`,
      'price.js': PRICE,
      'price.test.js': TEST,
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('name the repair that broke a test, and hold against none what failed before', { timeout: 120_000 }, async () => {
    const verdict = await ask(
      'breaks',
      { 'one.js': '// harmless\n' },
      { 'price.js': PRICE.replace('* 100', '* 10') },
      { 'two.js': '// harmless\n' },
    )
    expect(verdict.guilty.map(({ record: { finding }, why }) => `${finding}: ${why}`)).toEqual([
      'repair 1: `npm run test` did not say before the repair: a price is in cents',
    ])
    expect(saidBy(verdict)).toBe('npm run test got worse')
  })

  test('let pass what changes nothing for them, and say that one failed before', { timeout: 120_000 }, async () => {
    const verdict = await ask('harmless', { 'price.js': `// in cents\n${PRICE}` })
    expect(verdict).toMatchObject({ guilty: [], results: [{ kind: 'tests', outcome: 'as-before' }] })
  })

  test('a repair that makes them hang or take all memory is named too', { timeout: 400_000 }, async () => {
    const verdict = await ask('eats', { 'price.js': `${PRICE}const all = []; for (;;) all.push(new Array(1e6).fill(1))\n` })
    expect(verdict.guilty.map(({ record: { finding } }) => finding)).toEqual(['repair 0'])
  })
})
