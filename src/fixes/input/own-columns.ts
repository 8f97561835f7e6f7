import type { Table } from '#database/catalogue'
import { isPeople } from '#model/read/rows'

/** Columns that nobody sets for themselves, and those that the database fills. */
export const KEPT =
  /^(?:_?id|uuid|(?:created|updated|deleted|modified)(?:_?(?:at|on))?|role|roles|is_?(?:admin|staff|super_?\w+|owner|moderator|verified|activated?|active|approved|published|featured|paid|delivered|shipped|blocked|banned|disabled|deleted|seller|vendor|merchant|premium|pro|vip|trusted|internal|system|root)|permissions?|plan\w*|tier|membership|credits?|balance|\w*credit\w*|wallet\w*|status|\w*verified\w*|(?:is_?)?featured|price(?!_?range)\w*|total\w*|amount\w*|\w*owner_?id|user_?id|author_?id|payouts_?enabled|stripe\w*|\w*password\w*|\w*token\w*|\w*hash\w*|\w*secret\w*|\w*until|\w*bounced|\w*blocked|\w*banned|\w*disabled|\w*expires\w*|(?:google|facebook|github|apple|twitter)_?id|(?:auth_?)?provider)$/i

/** Whom a row belongs to is settled when it is made; and what an account belongs to is not for its owner to say. */
export const isSettled = ({ name, foreignKeys }: Table, column: string): boolean =>
  foreignKeys.some(
    key => key.columns.length === 1 && key.columns[0] === column && (isPeople(name) || (isPeople(key.table) && BELONGS.test(column))),
  )

const BELONGS = /^(?:user|owner|author|customer|seller|buyer|creator|created_?by|merchant|vendor)(?:_?id)?$/i

/** What the app adds up from rows of others: how many reviews there are, and what they come to. */
export const isReckoned = (table: Table | undefined, column: string): boolean =>
  COUNTED.test(column) ||
  (/^(?:(?:avg|average)_?)?ratings?$/i.test(column) && (table?.columns.some(one => COUNTED.test(one.field)) ?? false))

const COUNTED = /^(?:(?:review|rating|like|view|follower|download)s?_?count|(?:num|total)_?(?:reviews|ratings|likes|followers))$/i
