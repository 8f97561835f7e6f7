/** A value of a script. `nil` is `undefined`; text is bytes, one a character. */
export type Value = undefined | boolean | number | string | LuaTable | LuaFunction

export type LuaFunction = (...args: Value[]) => readonly Value[]

export interface LuaTable {
  readonly map: Map<number | string | boolean | LuaTable | LuaFunction, Value>
}

/** What `error` throws, or the interpreter itself. */
export class LuaError extends Error {
  readonly value: Value
  constructor(value: Value) {
    super(isTable(value) ? String(get(value, 'err') ?? 'error') : show(value))
    this.value = value
  }
}

export function isTable(value: Value): value is LuaTable {
  return typeof value === 'object'
}

export function table(list: readonly Value[] = []): LuaTable {
  return { map: new Map(list.flatMap((each, index) => (each === undefined ? [] : [[index + 1, each] as const]))) }
}

export function get(from: Value, key: Value): Value {
  if (!isTable(from)) throw new LuaError(`attempt to index a ${typeName(from)} value (${show(key)})`)
  return key === undefined ? undefined : from.map.get(key)
}

export function set(into: Value, key: Value, value: Value): void {
  if (!isTable(into)) throw new LuaError(`attempt to index a ${typeName(into)} value (${show(key)})`)
  if (key === undefined) throw new LuaError('table index is nil')
  if (value === undefined) into.map.delete(key)
  else into.map.set(key, value)
}

export function length(value: Value): number {
  if (typeof value === 'string') return value.length
  if (!isTable(value)) throw new LuaError(`attempt to get length of a ${typeName(value)} value`)
  let count = 0
  while (value.map.get(count + 1) !== undefined) count += 1
  return count
}

export function list(value: Value): readonly Value[] {
  return Array.from({ length: length(value) }, (_, index) => get(value, index + 1))
}

export function typeName(value: Value): string {
  if (value === undefined) return 'nil'
  return isTable(value) ? 'table' : typeof value
}

export function show(value: Value): string {
  if (value === undefined) return 'nil'
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : String(Number(value.toPrecision(14)))
  return isTable(value) || typeof value === 'function' ? typeName(value) : String(value)
}

export function toNumber(value: Value, base = 10): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = base === 10 ? Number(value) : parseInt(value, base)
  return Number.isNaN(number) ? undefined : number
}

export function isTrue(value: Value): boolean {
  return value !== undefined && value !== false
}
