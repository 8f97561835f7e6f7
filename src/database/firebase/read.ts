import type { AccessMatrix } from '#database/access/matrix'
import type { Gap } from '#base/gap'
import type { Source } from '#source/source'
import type { RulesDoor, WrittenFields } from './door.js'
import { rulesDoors } from './doors.js'
import { rulesPaths } from './files.js'
import { matrixOf } from './matrix.js'
import { dataDoors } from './realtime/doors.js'
import { RulesSyntaxError } from './rules/cursor.js'
import { parseRules } from './rules/parse.js'

/** What Firebase rules let happen. */
export interface FirebaseRules {
  readonly doors: readonly RulesDoor[]
  readonly gaps: readonly Gap[]
}

/** Reads and tries every rules file of an app. A broken one is a gap. */
export function readFirebase(source: Source, written: WrittenFields = new Map()): FirebaseRules {
  const doors: RulesDoor[] = []
  const gaps: Gap[] = []
  const paths = rulesPaths(source)
  const attempt = (path: string, read: (text: string) => readonly RulesDoor[]): void => {
    try {
      doors.push(...read(source.file(path)?.text() ?? ''))
    } catch (error) {
      if (!(error instanceof RulesSyntaxError)) throw error
      gaps.push({ at: { file: path, line: error.line }, why: error.message, hides: ['rules'] })
    }
  }
  for (const path of paths.rules) attempt(path, text => rulesDoors(parseRules(text), path, written))
  for (const path of paths.database) attempt(path, text => dataDoors(text, path))
  return { doors, gaps }
}

/** The same as a matrix of who may do what. */
export function tryRules(source: Source, written: WrittenFields = new Map()): AccessMatrix {
  return matrixOf(readFirebase(source, written).doors)
}
