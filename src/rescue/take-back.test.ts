import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { appendLedger, type VerdictRecord } from './ledger.js'
import { repositoryOf } from './git.js'
import { takeBack } from './take-back.js'

let folder: string
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder, encoding: 'utf8' }).trim()

/** A branch with a commit for each text that `app.js` has in turn. */
function branchOf(...texts: readonly string[]): readonly VerdictRecord[] {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'seaworthy-back-')))
  git('init', '--quiet', '--initial-branch=main')
  const commit = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    git('add', '.')
    git('commit', '--quiet', '-m', name)
    return git('rev-parse', 'HEAD')
  }
  writeFileSync(join(folder, '.gitignore'), '.seaworthy\n')
  const base = commit('app.js', 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n')
  git('checkout', '--quiet', '-b', 'repairs')
  const ledger = join(folder, '.seaworthy', 'ledger.jsonl')
  appendLedger(ledger, { kind: 'run', run: 'r', branch: 'repairs', base, started: '2026-01-02T03:04:05.000Z' })
  const records = texts.map((text, index): VerdictRecord => {
    const record = {
      kind: 'kept' as const,
      run: 'r',
      finding: `f${index}`,
      check: 'access/open-endpoint',
      key: `k${index}`,
      fix: 'x',
      title: `Repair ${index}`,
      commit: commit('app.js', text),
      log: '',
    }
    appendLedger(ledger, record)
    return record
  })
  git('checkout', '--quiet', 'main')
  return records
}

const standsAs = (): string => git('show', 'repairs:app.js')

test('a repair that nothing stands on goes alone', () => {
  const records = branchOf('ONE\ntwo\nthree\nfour\nfive\nsix\nseven\n', 'ONE\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n')
  expect(takeBack(folder, repositoryOf(folder)!, records[0]!, records, 'it broke a flow')).toEqual([
    { ...records[0], log: 'it broke a flow' },
  ])
  expect(standsAs()).toBe('one\ntwo\nthree\nfour\nfive\nsix\nSEVEN')
})

test('a repair that a later one stands on goes with it', () => {
  const records = branchOf('ONE\ntwo\nthree\nfour\nfive\nsix\nseven\n', 'ONE and more\ntwo\nthree\nfour\nfive\nsix\nseven\n')
  expect(takeBack(folder, repositoryOf(folder)!, records[0]!, records, 'it broke a flow').map(one => one.finding)).toEqual(['f0', 'f1'])
  expect(standsAs()).toBe('one\ntwo\nthree\nfour\nfive\nsix\nseven')
})

test('a repair that uses what another brought goes with it, whichever lines it changed', () => {
  const start = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n'
  const imported = `import { z } from 'zod'\n${start}`
  const records = branchOf(
    imported,
    imported.replace('five', 'z.string()'),
    imported.replace('five', 'z.string()').replace('seven', 'SEVEN'),
  )
  expect(takeBack(folder, repositoryOf(folder)!, records[0]!, records, 'it broke a flow').map(one => one.finding)).toEqual(['f0', 'f1'])
  expect(standsAs()).toBe('one\ntwo\nthree\nfour\nfive\nsix\nSEVEN')
})

test('a repair that only stood in the way is made again', () => {
  const start = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n'
  const records = branchOf(
    start.replace('one', 'ONE'),
    start.replace('one', 'ONE and more'),
    start.replace('one', 'ONE and more').replace('seven', 'SEVEN'),
  )
  expect(takeBack(folder, repositoryOf(folder)!, records[0]!, records, 'it broke a flow').map(one => one.finding)).toEqual(['f0', 'f1'])
  expect(standsAs()).toBe('one\ntwo\nthree\nfour\nfive\nsix\nSEVEN')
  expect(takeBack(folder, repositoryOf(folder)!, records[2]!, [records[2]!], 'it is slow').map(one => one.finding)).toEqual(['f2'])
  expect(standsAs()).toBe(start.trim())
})
