import { stripVTControlCharacters } from 'node:util'

/** One thing that a check of the app says is wrong. Where in the file it stands is no part of it: lines move. */
export interface Complaint {
  /** Relative to the folder that the check ran in. */
  readonly file?: string
  readonly says: string
}

const FILE = /^\s*(?:\/lab\/app\/)?(?:\.\/)?([\w@()[\].$+/-]+\.[cm]?[jt]sx?|[\w@()[\].$+/-]+\.(?:vue|svelte|json))(?::\d+:\d+)?$/

/** Complaints in what TypeScript, linters and test runners print. */
export function complaintsIn(output: string): readonly Complaint[] {
  const found: { readonly complaint: Complaint; readonly isTest: boolean }[] = []
  let file: string | undefined
  for (const raw of stripVTControlCharacters(output).split(/\r?\n/)) {
    const line = raw.replaceAll('/lab/app/', '').trimEnd()
    const header = FILE.exec(line.trim())
    if (header) {
      file = header[1]
      continue
    }
    const compiled = COMPILED.map(pattern => pattern.exec(line)?.groups).find(Boolean)
    const linted = compiled ? undefined : LINTED.map(pattern => pattern.exec(line)?.groups).find(Boolean)
    const failed = compiled || linted ? undefined : FAILED.map(pattern => pattern.exec(line)?.groups).find(Boolean)
    const { says, at } = compiled ?? linted ?? failed ?? {}
    if (says === undefined) continue
    const where = (at ?? (linted && file))?.replace(/^\.\//, '')
    found.push({ complaint: { ...(where !== undefined && { file: where }), says: settled(says) }, isTest: failed !== undefined })
  }
  // Runners name a failed test in their list, and again at the end; a compiler or a linter says the same twice of two lines.
  const isFirst = (one: Complaint, index: number): boolean => found.findIndex(each => keyOf(each.complaint) === keyOf(one)) === index
  return found.filter(({ complaint, isTest }, index) => !isTest || isFirst(complaint, index)).map(({ complaint }) => complaint)
}

const COMPILED = [
  /^(?<at>[^\s(]+)\(\d+,\d+\): error (?<says>TS\d+: .+)$/,
  /^(?<at>\S+?):\d+:\d+ - error (?<says>TS\d+: .+)$/,
  /^error (?<says>TS\d+: .+)$/,
]
const LINTED = [
  // eslint and next lint, xo
  /^\s*(?:\d+:\d+\s+(?:error|Error:?)|[✖×]\s+\d+:\d+)\s+(?<says>.+)$/,
  // standard and what else names a place first; tslint; jshint
  /^\s*(?:ERROR:\s+)?(?<at>[\w@()[\]$+./-]+\.(?:[cm]?[jt]sx?|vue|svelte|json|css))(?::\d+:\d+(?::| -|(?= (?:lint|parse)\b))|\[\d+, \d+\]:|: line \d+, col \d+,)\s+(?!warn)(?<says>\S.*)$/i,
]
const FAILED = [
  // vitest, jest
  /^\s*FAIL\s+(?:\|?[\w-]+\|?\s+)?(?<at>[\w@()[\]./-]+\.[cm]?[jt]sx?)\s*>\s*(?<says>.+)$/,
  /^\s+●\s+(?<says>\S.*)$/,
  // node:test, tap, ava, mocha, jasmine
  /^\s*not ok \d+ - (?<says>.+)$/,
  /^\s*[✖✗✘×]\s+(?!\d+ (?:problem|error|warning|test|failed|failing))(?!failing tests:)(?<says>.+)$/,
  /^\s*\d+\) (?<says>\S.*)$/,
  // A file that did not even load
  /^\s*FAIL\s+(?<says>(?<at>[\w@()[\]./-]+\.[cm]?[jt]sx?))(?:\s+\[.*|\s+\(.*)?$/,
]

/** Times differ from run to run, and so do the columns that a table is padded to. */
const settled = (text: string): string =>
  text
    .replaceAll(/\s*\(?\b\d+(?:\.\d+)? ?m?s\b\)?/g, '')
    .replaceAll(/[\s━]+/g, ' ')
    .trim()

/** Those of the later run that the earlier had not, as often as it had not. */
export function newComplaints(before: readonly Complaint[], after: readonly Complaint[]): readonly Complaint[] {
  const known = new Map<string, number>()
  for (const one of before) known.set(keyOf(one), (known.get(keyOf(one)) ?? 0) + 1)
  return after.filter(one => {
    const left = known.get(keyOf(one)) ?? 0
    known.set(keyOf(one), left - 1)
    return left <= 0
  })
}

export const keyOf = ({ file, says }: Complaint): string => `${file ?? ''}\0${says}`
