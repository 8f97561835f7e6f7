import type { Place } from '#base/place'
import type { LoadedSchema } from '../load/loaded.js'

/** Where something that no reader of files knows was made: the statement whose transaction made it. */
export function makerOf(loaded: LoadedSchema): (transaction: number) => Place | undefined {
  return transaction => loaded.opaque.find(statement => statement.from <= transaction && transaction < statement.to)?.at
}
