import type { ComputedValue, EitherValue, OriginValue, Value } from './value.js'

/** The different origins inside values, each value looked at once. Nobody changes the list that is given. */
export function originsIn(values: readonly Value[], most = MOST_ORIGINS): readonly OriginValue[] {
  const [only] = values
  if (values.length !== 1 || !only || most !== MOST_ORIGINS) return collect(values, most)
  if (only.k === 'origin') return [only]
  if (only.k !== 'computed' && only.k !== 'either') return collect(values, most)
  const inside = insideOf(only)
  if (inside.origins) return inside.origins
  const found = collect(values, most)
  // What changes is looked into every time.
  return inside.fixed ? (inside.origins = found) : found
}

/** Whether nothing in a value can change while the code runs on. */
export const isFixed = (value: Value): boolean =>
  value.k === 'origin' || value.k === 'literal' || ((value.k === 'computed' || value.k === 'either') && insideOf(value).fixed)

const MOST_ORIGINS = 24
/** A list that the app fills for as long as it runs holds thousands of values that tell nothing new. */
const MOST_VALUES = 500

function collect(values: readonly Value[], most: number): OriginValue[] {
  const found = new Map<string, OriginValue>()
  // A number on each value is a set that costs nothing.
  const walk = ++walks
  const queue = [...values]
  let left = MOST_VALUES
  for (let value = queue.pop(); value && found.size < most && left-- > 0; value = queue.pop()) {
    switch (value.k) {
      case 'origin':
        if (value.walk !== walk) {
          value.walk = walk
          found.set(keyOf(value), value)
        }
        break
      case 'computed':
      case 'either': {
        const { leaves } = insideOf(value)
        for (let index = leaves.length - 1; index >= 0; index--) queue.push(leaves[index]!)
        break
      }
      case 'object':
        if (value.walk === walk) break
        value.walk = walk
        for (const inner of value.props.values()) queue.push(inner)
        for (const inner of value.spreads) queue.push(inner)
        if (value.dynamic) for (const inner of value.dynamic) queue.push(inner)
        break
      case 'list':
        if (value.walk === walk) break
        value.walk = walk
        for (const item of value.items) queue.push(item)
        break
      case 'library':
        if (value.walk === walk) break
        value.walk = walk
        if (value.result) queue.push(value.result)
        else for (const arg of value.args) queue.push(arg)
    }
  }
  return [...found.values()]
}

let walks = 0

/** What tells one origin from another. */
function keyOf(value: OriginValue): string {
  const known = value.key
  // A copy that was given another path carries the key of the old one.
  if (known && known.path === value.path && known.name === value.name && known.checked === value.checked && known.from === value.from)
    return known.text
  const { from, name, path, checked } = value
  const text = `${from} ${name ?? ''} ${path.join('.')} ${checked ?? ''}`
  value.key = { from, name, path, checked, text }
  return text
}

/** What a value that never changes is made of: origins, and values that do change, in the order of a walk from the last to the first. */
export interface Inside {
  readonly of: ComputedValue['of'] | EitherValue['of']
  readonly leaves: readonly Value[]
  /** Whether all of them are origins, which never change. */
  readonly fixed: boolean
  /** Its origins, where nothing in it changes. */
  origins?: readonly OriginValue[]
}

function insideOf(value: ComputedValue | EitherValue): Inside {
  // A copy of a value that was given other parts carries what was remembered of the old ones.
  if (value.inside?.of === value.of) return value.inside
  const leaves = new Set<Value>()
  let fixed = true
  for (let index = value.of.length - 1; index >= 0; index--) {
    const one = value.k === 'computed' ? value.of[index]! : value.of[index]!.value
    if (one.k === 'computed' || one.k === 'either') {
      const inner = insideOf(one)
      fixed &&= inner.fixed
      for (const leaf of inner.leaves) leaves.add(leaf)
    } else if (one.k === 'origin') leaves.add(one)
    else if (one.k === 'object' || one.k === 'list' || one.k === 'library') {
      fixed = false
      leaves.add(one)
    }
  }
  return (value.inside = { of: value.of, leaves: [...leaves], fixed })
}
