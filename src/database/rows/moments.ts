import { type Draw, whole } from './draw.js'
import type { ColumnShape } from './shape.js'

/** A date that fits when the row came to be. */
export function momentFor(column: ColumnShape, draw: Draw): string {
  const name = column.name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  const after = (days: number) => `${draw.at} + (${draw.uniform('t')} * ${days}) * interval '1 day'`
  if (/birth|dob/.test(name)) return `current_date - ${whole(draw, 6600, 25_000)}::int`
  if (
    /created|inserted|placed|ordered|joined|registered|received|^date$|_at$/.test(name) &&
    /creat|insert|place|order|join|regist|receiv|^at$/.test(name)
  )
    return draw.at
  if (/expire|valid_until|until|due|renew|next_|period_end|reset/.test(name)) return `${draw.at} + interval '30 days'`
  if (/end|finish|check_?out|close|stop/.test(name)) return `${draw.at} + interval '3 days' + ${draw.uniform('t')} * interval '2 days'`
  if (/start|begin|check_?in|open|scheduled|event|appointment|booking/.test(name)) return after(2)
  if (/updated|modified|changed/.test(name)) return `least(current_date::timestamptz, ${after(20)})`
  return `least(current_date::timestamptz, ${after(5)})`
}
