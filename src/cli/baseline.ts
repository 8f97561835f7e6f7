import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#base/failure'
import { BASELINE_PATH, markKnown, parseBaseline, printBaseline } from '#triage/baseline'
import { isOpen, type Finding } from '#triage/finding'
import { write } from './write.js'

/** The baseline file: the one named, else the app's own. */
export const baselinePath = (dir: string, named: string | undefined): string => named ?? join(dir, BASELINE_PATH)

/** Marks the findings that the file knows. One that was named must be there; the app's own need not. */
export function markByFile(findings: readonly Finding[], path: string, named: boolean): readonly Finding[] {
  if (!named && !existsSync(path)) return findings
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new Failure('invalid-configuration', `The baseline \`${path}\` cannot be read.`, 'Write it with `--update-baseline`.')
  }
  return markKnown(findings, parseBaseline(text, path))
}

/** Writes the findings that count today as known; returns how many. */
export function writeBaseline(path: string, findings: readonly Finding[]): number {
  const counted = findings.filter(isOpen)
  write(path, printBaseline(counted))
  return counted.length
}
