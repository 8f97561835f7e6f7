import type { LabRequest } from '#lab/lab'
import type { Row } from '#lab/request/rows'
import { saidIn } from './answer.js'

const TIME = /(?:_at|At|_on|date|time|timestamp)$|updated|modified|last_?|seen|viewed|^(?:is_?)?read$/i

/**
 * Columns that somebody changed on purpose. Times and counters go on by themselves whoever asks: a number counts only where the request
 * sent it, as text does not come about by counting.
 */
export function tellingChanges(before: Row, after: Row, request: LabRequest): readonly string[] {
  const said = saidIn(request)
  // A document may not have had the field at all.
  return Object.keys({ ...before, ...after }).filter(column => {
    const [old, now] = [before[column], after[column]]
    if (JSON.stringify(old) === JSON.stringify(now) || TIME.test(column) || now instanceof Date) return false
    return typeof now === 'number' || /^-?\d+(?:\.\d+)?$/.test(String(now)) ? spokenOf(said, String(now)) : true
  })
}

/** Whether all that became of a row is that it was looked at once more: a page that anybody may see counts its visitors. */
export function isVisit(before: Row, after: Row): boolean {
  const changed = Object.keys({ ...before, ...after }).filter(
    column => JSON.stringify(before[column]) !== JSON.stringify(after[column]) && !TIME.test(column) && !(after[column] instanceof Date),
  )
  return changed.length > 0 && changed.every(column => VISITS.test(column) && Number(after[column]) === Number(before[column] ?? 0) + 1)
}

const VISITS =
  /(?:^|_)(?:views?|hits|visits?|clicks?|impressions|plays|downloads)$|(?:view|hit|visit|click|play|download)(?:s|er|ers|ed)?_?counts?$/i

const spokenOf = (said: string, number: string): boolean => new RegExp(`(?<![\\w.])${number.replace('.', '\\.')}(?![\\w.])`).test(said)

/** Tables that note what happens: they grow whoever asks, and whatever comes of it. */
export const isLog = (table: string): boolean =>
  table
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
    .some(word => NOTING.test(word))

const NOTING =
  /^(?:logs?|audits?|events?|history|histories|activity|activities|visits?|views?|metrics?|analytics|sessions?|deliveries|attempts?|limits?|webhooks?)$/

/** The columns that differ, short; secrets are not shown. */
export function differing(row: Row, other: Row | undefined): string {
  return Object.entries(row)
    .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(other?.[key]))
    .slice(0, 6)
    .map(([key, value]) => `${key} = ${/passw|hash|secret|token/i.test(key) ? '…' : inWords(value).slice(0, 60)}`)
    .join(', ')
}

const inWords = (value: unknown): string =>
  value instanceof Date ? value.toISOString() : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** Rows as a set that can be compared, without what goes on by itself. */
export function settledRows(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map(settledRow))
}

export const settledRow = (row: Row): string =>
  JSON.stringify(Object.fromEntries(Object.entries(row).filter(([column, value]) => !TIME.test(column) && !(value instanceof Date))))
