import type { ParseResult } from 'oxc-parser'
import { parse } from '#source/tree'
import type { ClassFact, ExportFact, FileFacts, FunctionFact, ImportFact } from '../ir.js'
import { lowerModule } from './module.js'

/** Raise when the lowering changes, so that cached facts of older versions are not used. */
export const FACTS_VERSION = 10

/** State of lowering one file. */
export interface Lowering {
  readonly line: (offset: number) => number
  readonly text: string
  readonly functions: FunctionFact[]
  readonly classes: ClassFact[]
  readonly imports: ImportFact[]
  readonly exports: ExportFact[]
}

/** Lowers one file. Never throws: what does not parse is listed under `errors`. */
export function factsOf(file: string, text: string, result: ParseResult = parse(file, text)): FileFacts {
  const line = lineCounter(text)
  const errors = result.errors
    .filter(error => error.severity === 'Error')
    .map(error => ({ l: line(error.labels[0]?.start ?? 0), message: error.message }))
  const lowering: Lowering = { line, text, functions: [], classes: [], imports: [], exports: [] }
  const directives = lowerModule(result.program, lowering)
  const { functions, classes, imports, exports } = lowering
  return { file, directives, imports, exports, functions, classes, errors }
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  let latest = 0
  return offset => {
    // Most nodes stand on the line of the one before.
    if (starts[latest]! <= offset && !(starts[latest + 1]! <= offset)) return latest + 1
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    latest = low
    return low + 1
  }
}
