import { type RulesValue, RulesError } from './value.js'

type Moment = Extract<RulesValue, { readonly t: 'timestamp' | 'duration' }>

const DAY = 86_400_000
export const UNITS: Readonly<Record<string, number>> = { w: 7 * DAY, d: DAY, h: 3_600_000, m: 60_000, s: 1000, ms: 1, ns: 0 }

export function dateMethod(of: Moment, name: string): RulesValue {
  if (of.t === 'duration') {
    if (name === 'seconds') return Math.trunc(of.ms / 1000)
    if (name === 'nanos') return (of.ms % 1000) * 1_000_000 + of.nanos
    throw new RulesError(`a duration has no \`${name}()\``)
  }
  const date = new Date(of.ms)
  switch (name) {
    case 'date':
      return { t: 'timestamp', ms: Math.floor(of.ms / DAY) * DAY }
    case 'time':
      return { t: 'duration', ms: of.ms - Math.floor(of.ms / DAY) * DAY, nanos: 0 }
    case 'toMillis':
      return of.ms
    case 'year':
      return date.getUTCFullYear()
    case 'month':
      return date.getUTCMonth() + 1
    case 'day':
      return date.getUTCDate()
    case 'hours':
      return date.getUTCHours()
    case 'minutes':
      return date.getUTCMinutes()
    case 'seconds':
      return date.getUTCSeconds()
    case 'nanos':
      return date.getUTCMilliseconds() * 1_000_000
    case 'dayOfWeek':
      return date.getUTCDay() || 7
    case 'dayOfYear':
      return Math.floor((of.ms - Date.UTC(date.getUTCFullYear(), 0, 0)) / DAY)
    default:
      throw new RulesError(`a timestamp has no \`${name}()\``)
  }
}
