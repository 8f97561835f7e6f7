import { get, isTable, length, list, LuaError, table, type Value } from './value.js'

/** Redis' `cmsgpack`: text that holds a value in MessagePack, one byte a character (https://github.com/msgpack/msgpack/blob/master/spec.md). */
export function unpack(text: string): Value[] {
  const bytes = Buffer.from(text, 'latin1')
  const found: Value[] = []
  let at = 0
  const number = (size: number, read: (at: number) => number): number => {
    if (at + size > bytes.length) throw new LuaError('Missing bytes in input.')
    at += size
    return read(at - size)
  }
  const unsigned = (size: 1 | 2 | 4): number => number(size, from => bytes.readUIntBE(from, size))
  const words = (size: number): string => {
    if (at + size > bytes.length) throw new LuaError('Missing bytes in input.')
    at += size
    return bytes.toString('latin1', at - size, at)
  }
  const many = (count: number): Value => table(Array.from({ length: count }, value))
  const pairs = (count: number): Value => {
    const map = new Map<string | number, Value>()
    for (let index = 0; index < count; index += 1) {
      const key = value()
      if (typeof key !== 'string' && typeof key !== 'number') throw new LuaError('Bad data format in input.')
      const held = value()
      if (held !== undefined) map.set(key, held)
    }
    return { map }
  }
  function value(): Value {
    const tag = unsigned(1)
    if (tag < 0x80) return tag
    if (tag >= 0xe0) return tag - 0x100
    if (tag < 0x90) return pairs(tag & 0x0f)
    if (tag < 0xa0) return many(tag & 0x0f)
    if (tag < 0xc0) return words(tag & 0x1f)
    switch (tag) {
      case 0xc0:
        return undefined
      case 0xc2:
      case 0xc3:
        return tag === 0xc3
      case 0xc4:
      case 0xd9:
        return words(unsigned(1))
      case 0xc5:
      case 0xda:
        return words(unsigned(2))
      case 0xc6:
      case 0xdb:
        return words(unsigned(4))
      case 0xca:
        return number(4, from => bytes.readFloatBE(from))
      case 0xcb:
        return number(8, from => bytes.readDoubleBE(from))
      case 0xcc:
        return unsigned(1)
      case 0xcd:
        return unsigned(2)
      case 0xce:
        return unsigned(4)
      case 0xcf:
        return number(8, from => Number(bytes.readBigUInt64BE(from)))
      case 0xd0:
        return number(1, from => bytes.readInt8(from))
      case 0xd1:
        return number(2, from => bytes.readInt16BE(from))
      case 0xd2:
        return number(4, from => bytes.readInt32BE(from))
      case 0xd3:
        return number(8, from => Number(bytes.readBigInt64BE(from)))
      case 0xdc:
        return many(unsigned(2))
      case 0xdd:
        return many(unsigned(4))
      case 0xde:
        return pairs(unsigned(2))
      case 0xdf:
        return pairs(unsigned(4))
      default:
        throw new LuaError('Bad data format in input.')
    }
  }
  while (at < bytes.length) found.push(value())
  return found
}

export function pack(value: Value): string {
  if (value === undefined || typeof value === 'function') return '\u00c0'
  if (typeof value === 'boolean') return value ? '\u00c3' : '\u00c2'
  if (typeof value === 'string') return headed(value.length, 0xa0, 32, 0xda) + value
  if (typeof value === 'number') return ofNumber(value)
  const count = length(value)
  if (count > 0 && count === value.map.size) return headed(count, 0x90, 16, 0xdc) + list(value).map(pack).join('')
  const keys = [...value.map.keys()]
  return headed(keys.length, 0x80, 16, 0xde) + keys.map(key => pack(isTable(key) ? undefined : key) + pack(get(value, key))).join('')
}

/** The sign of a text, a list or a map, with how much follows: in the sign itself, in two bytes, or in four. */
function headed(count: number, short: number, most: number, long: number): string {
  if (count < most) return String.fromCharCode(short | count)
  const size = count < 0x1_00_00 ? 2 : 4
  return String.fromCharCode(size === 2 ? long : long + 1) + inBytes(size, bytes => bytes.writeUIntBE(count, 0, size))
}

function ofNumber(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 47) return '\u00cb' + inBytes(8, bytes => bytes.writeDoubleBE(value))
  if (value >= 0 && value < 0x80) return String.fromCharCode(value)
  return '\u00d3' + inBytes(8, bytes => bytes.writeBigInt64BE(BigInt(value)))
}

function inBytes(size: number, write: (bytes: Buffer) => void): string {
  const bytes = Buffer.alloc(size)
  write(bytes)
  return bytes.toString('latin1')
}
