import type { Place } from '#base/place'
import type { LoadedSchema } from '../load/loaded.js'

/**
 * Where something that no reader of files knows was made: the statement whose transaction made it, or in the file that was
 * run then, the first that names it.
 */
export function makerOf(loaded: LoadedSchema): (transaction: number, name: string) => Place | undefined {
  return (transaction, name) => {
    const within = (range: { readonly from: number; readonly to: number }) => range.from <= transaction && transaction < range.to
    const statement = loaded.opaque.find(within)
    if (statement) return statement.at
    const file = loaded.ran.find(within)
    const bare = name.split('.').at(-1) ?? ''
    return file?.statements.find(item => bare !== '' && item.sql.includes(bare))?.at ?? file?.statements[0]?.at
  }
}
