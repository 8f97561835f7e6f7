import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appendLedger, readLedger, type VerdictRecord } from './ledger.js'
import { lock } from './lock.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-ledger-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const record = (finding: string): VerdictRecord => ({
  kind: 'kept',
  run: 'r',
  finding,
  check: 'a/b',
  key: 'k',
  fix: 'a/b',
  title: 't',
  log: '',
})
const found = (path: string) => readLedger(path).flatMap(one => (one.kind === 'run' ? [] : [one.finding]))

test('what was written is read in its order', () => {
  const path = join(folder, 'deep', 'ledger.jsonl')
  expect(readLedger(path)).toEqual([])
  for (const id of ['1', '2', '3']) appendLedger(path, record(id))
  expect(readLedger(path)).toEqual([record('1'), record('2'), record('3')])
})

test('a line torn at any byte loses itself only, and nothing that follows', () => {
  const path = join(folder, 'ledger.jsonl')
  appendLedger(path, record('1'))
  const first = readFileSync(path, 'utf8')
  appendLedger(path, record('2'))
  const whole = readFileSync(path, 'utf8')
  for (let length = first.length + 1; length < whole.length - 1; length += 7) {
    writeFileSync(path, whole.slice(0, length))
    appendLedger(path, record('3'))
    expect(found(path)).toEqual(['1', '3'])
  }
})

test('a record that was changed is not believed', () => {
  const path = join(folder, 'ledger.jsonl')
  appendLedger(path, record('1'))
  writeFileSync(path, readFileSync(path, 'utf8').replace('"finding":"1"', '"finding":"9"'))
  appendFileSync(path, 'noise\n')
  appendLedger(path, record('2'))
  expect(found(path)).toEqual(['2'])
})

test('a second repair is kept out, and a dead one is not', () => {
  const path = join(folder, 'repair.lock')
  const unlock = lock(path)
  expect(() => lock(path)).toThrow('Another repair of this app is running.')
  unlock()
  // No process has this number: the one that held the lock died.
  writeFileSync(path, '4194303')
  lock(path)()
  writeFileSync(path, '')
  lock(path)()
})
