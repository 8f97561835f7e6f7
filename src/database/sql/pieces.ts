import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { lineFinder } from '../lines.js'
import { sqlSets } from './sets.js'
import { forwardPart, piecesOf } from './split.js'

/** A statement of the app's own account of its database. */
export interface Piece {
  readonly sql: string
  readonly at: Place
}

/** Those that look like it, in the order in which they run; the way back of a migration is none. */
export function* piecesLike(source: Source, wanted: RegExp): Generator<Piece> {
  for (const file of sqlSets(source).flatMap(set => (set.official ? set.files : []))) {
    const text = forwardPart(file.text())
    if (!wanted.test(text)) continue
    const line = lineFinder(text)
    for (const { sql, start } of piecesOf(text)) if (wanted.test(sql)) yield { sql, at: { file: file.path, line: line(start) } }
  }
}
