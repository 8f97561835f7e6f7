import type { Bounds } from './bounds.js'
import { type Draw, oneOf, whole } from './draw.js'
import type { ColumnShape } from './shape.js'

interface Range {
  readonly low: number
  readonly high: number
  /** Above 1: low numbers are more common. */
  readonly skew: number
}

const range = (low: number, high: number, skew = 1): Range => ({ low, high, skew })

/** A number as the column's name says, within what type and checks allow. */
export function amountFor(column: ColumnShape, bounds: Bounds, draw: Draw, unique: boolean): string {
  if (bounds.values?.length) return oneOf(draw, 'v', bounds.values)
  const isWhole = column.base.startsWith('int') || column.scale === 0
  if (unique && isWhole) return `${bounds.min ?? 1000} + ${draw.i}`
  const { low, high, skew } = within(rangeOf(column, isWhole), bounds, capacity(column, isWhole))
  if (isWhole) return whole(draw, Math.ceil(low), Math.floor(high), skew)
  const decimals = column.base === 'numeric' ? (column.scale ?? 2) : 4
  return `round((${low} + power(${draw.uniform('n')}, ${skew}) * ${high - low})::numeric, ${decimals})`
}

function rangeOf(column: ColumnShape, isWhole: boolean): Range {
  const name = column.name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  if (/percent|pct/.test(name)) return range(5, 50)
  if (/(?:^|_)rate$|ratio|probability|confidence|score/.test(name)) return isWhole ? range(1, 100) : range(0, 1)
  if (/rating|stars/.test(name)) return range(1, 5, 0.5)
  if (/quantity|qty/.test(name)) return range(1, 5, 2.5)
  if (/lat/.test(name)) return range(-60, 60)
  if (/lng|lon/.test(name)) return range(-170, 170)
  if (/cents|pence|minor/.test(name)) return range(499, 30_000, 3)
  if (/price|amount|total|cost|fee|subtotal|revenue|budget|salary|tax|discount|shipping|balance|credit/.test(name))
    return isWhole ? range(499, 30_000, 3) : range(4, 300, 3)
  if (/year/.test(name)) return range(2015, 2025)
  if (/month/.test(name)) return range(1, 12)
  if (/day/.test(name)) return range(1, 28)
  if (/hour/.test(name)) return range(0, 23)
  if (/age$/.test(name)) return range(18, 80)
  if (/stock|inventory/.test(name)) return range(0, 200, 2)
  if (/count|views|likes|downloads|sold|usage/.test(name)) return range(0, 5000, 5)
  if (/position|sort|order|index|rank|step/.test(name)) return range(0, 50)
  if (/attempt|retr/.test(name)) return range(0, 3, 3)
  return range(1, isWhole ? 1000 : 100, 2)
}

function capacity(column: ColumnShape, isWhole: boolean): number {
  if (column.base === 'int2') return 32_767
  if (column.base === 'numeric' && column.size !== undefined) {
    const top = 10 ** (column.size - (column.scale ?? 0))
    return isWhole ? top - 1 : top - 10 ** -(column.scale ?? 0)
  }
  return Infinity
}

function within({ low, high, skew }: Range, bounds: Bounds, top: number): Range {
  const least = bounds.min ?? -Infinity
  const most = Math.min(bounds.max ?? Infinity, top)
  const from = Math.min(Math.max(low, least), most)
  const to = Math.min(Math.max(high, from), most)
  return { low: from, high: to === from && most > from ? Math.min(from + 10, most) : to, skew }
}
