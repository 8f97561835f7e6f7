import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import type { LabStatement } from '../lab.js'
import { LAB_CONNECTION } from './connect.js'

/** Reads the server's log of statements from where the last mark stands. */
export interface StatementLog {
  mark(): void
  since(): readonly LabStatement[]
  /** Whether a text was written since. */
  holds(text: string): boolean
}

interface Line {
  readonly message?: string
  readonly detail?: string
  readonly statement?: string
  readonly application_name?: string
  readonly error_severity?: string
  readonly backend_type?: string
}

export function readStatements(file: string): StatementLog {
  let from = 0
  return {
    mark: () => {
      from = existsSync(file) ? statSync(file).size : 0
    },
    holds: text => textFrom(file, from).includes(text),
    since: () => textFrom(file, from).split('\n').flatMap(statementOf),
  }
}

function textFrom(file: string, from: number): string {
  if (!existsSync(file)) return ''
  const size = statSync(file).size - from
  if (size <= 0) return ''
  const buffer = Buffer.alloc(size)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, buffer, 0, size, from)
  } finally {
    closeSync(handle)
  }
  return buffer.toString('utf8')
}

const EXECUTED = /^(?:duration: ([\d.]+) ms\s+)?(?:statement|execute [^:]*): ([\s\S]*)$/

function statementOf(line: string): LabStatement[] {
  if (line === '') return []
  let entry: Line
  try {
    entry = JSON.parse(line) as Line
  } catch {
    return []
  }
  if (entry.application_name === LAB_CONNECTION || entry.backend_type !== 'client backend') return []
  if (entry.error_severity === 'ERROR' || entry.error_severity === 'FATAL')
    return [{ sql: entry.statement ?? '', parameters: undefined, milliseconds: undefined, error: entry.message ?? '' }]
  const found = EXECUTED.exec(entry.message ?? '')
  if (!found) return []
  const parameters = /^(?:Parameters|parameters): ([\s\S]*)$/.exec(entry.detail ?? '')?.[1]
  return [{ sql: found[2]!, parameters, milliseconds: found[1] === undefined ? undefined : Number(found[1]), error: undefined }]
}
