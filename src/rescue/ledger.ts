import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Finding } from '#triage/finding'

/** What happened, one line each, in the order in which it happened. */
export type LedgerRecord = RunRecord | VerdictRecord

/** A repair of one state of the app. */
export interface RunRecord {
  readonly kind: 'run'
  /** Digest of the state. */
  readonly run: string
  readonly branch?: string
  /** Commit that it started from. */
  readonly base?: string
  /** ISO time. Stamps of migrations come from it, so that a second run writes the same. */
  readonly started: string
}

export interface VerdictRecord {
  readonly kind: 'kept' | 'unproved' | 'refused' | 'undone'
  readonly run: string
  readonly finding: string
  readonly check: string
  readonly key: string
  readonly fix: string
  readonly title: string
  readonly commit?: string
  /** What each step of the gate said. */
  readonly log: string
  /** The finding as it was told then: behind another one, no earlier audit may have seen it. */
  readonly found?: Finding
  /** SQL that takes a migration back, where the app's format has no place for it. */
  readonly down?: string
  /** The patch's file, where there is no git. */
  readonly file?: string
}

/** The records of a ledger. A last line that was torn when the power went is left out, and so is one that was tampered with. */
export function readLedger(path: string): readonly LedgerRecord[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap(line => {
      try {
        const { sum, ...record } = JSON.parse(line) as LedgerRecord & { sum: string }
        return sum === sumOf(record as LedgerRecord) ? [record as LedgerRecord] : []
      } catch {
        return []
      }
    })
}

/** Adds a record. A torn line before it is closed first, so that it spoils no other. */
export function appendLedger(path: string, record: LedgerRecord): void {
  mkdirSync(dirname(path), { recursive: true })
  const isTorn = existsSync(path) && !/(?:^|\n)$/.test(readFileSync(path, 'utf8'))
  appendFileSync(path, `${isTorn ? '\n' : ''}${JSON.stringify({ ...record, sum: sumOf(record) })}\n`)
}

const sumOf = (record: LedgerRecord): string => createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 12)
