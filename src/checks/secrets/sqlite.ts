/** A table of a SQLite file, with how many rows it holds. */
export interface StoredTable {
  readonly name: string
  readonly sql: string
  readonly rows: number
}

/** Tables of a SQLite file, read from its pages: https://www.sqlite.org/fileformat2.html. Empty for anything else. */
export function storedTables(content: Uint8Array): StoredTable[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (bytes.length < 512 || bytes.toString('latin1', 0, 15) !== 'SQLite format 3') return []
  const size = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16)
  const tables: StoredTable[] = []
  try {
    for (const cell of leafCells(bytes, size, 1, new Set())) {
      const [type, name, , root, sql] = record(bytes, cell)
      if (type !== 'table' || typeof name !== 'string' || typeof root !== 'number' || name.startsWith('sqlite_')) continue
      let rows = 0
      for (const _ of leafCells(bytes, size, root, new Set())) rows++
      tables.push({ name, sql: typeof sql === 'string' ? sql : '', rows })
    }
  } catch {
    // A damaged or half-written file: what could be read stands.
  }
  return tables
}

/** Offsets of the rows below a page. */
function* leafCells(bytes: Buffer, size: number, page: number, seen: Set<number>): Generator<number> {
  const start = (page - 1) * size
  if (page < 1 || start + size > bytes.length || seen.has(page)) return
  seen.add(page)
  const header = page === 1 ? start + 100 : start
  const type = bytes[header]
  const count = bytes.readUInt16BE(header + 3)
  const pointers = header + (type === 5 ? 12 : 8)
  for (let index = 0; index < count; index++) {
    const cell = start + bytes.readUInt16BE(pointers + index * 2)
    if (type === 13) yield cell
    else if (type === 5) yield* leafCells(bytes, size, bytes.readUInt32BE(cell), seen)
  }
  if (type === 5) yield* leafCells(bytes, size, bytes.readUInt32BE(header + 8), seen)
}

function record(bytes: Buffer, cell: number): (string | number | undefined)[] {
  let at = skipVarint(bytes, skipVarint(bytes, cell))
  const start = at
  const [length, next] = varint(bytes, at)
  const types: number[] = []
  for (at = next; at < start + length;) {
    const [type, after] = varint(bytes, at)
    types.push(type)
    at = after
  }
  let data = start + length
  return types.map(type => {
    const width = type >= 12 ? (type - 12) >> 1 : ([0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0)
    const from = data
    data += width
    if (type >= 13 && type % 2 === 1) return bytes.toString('utf8', from, data)
    if (type === 8 || type === 9) return type - 8
    return type >= 1 && type <= 5 ? bytes.readIntBE(from, width) : undefined
  })
}

function varint(bytes: Buffer, from: number): readonly [value: number, next: number] {
  let value = 0
  for (let index = 0; index < 8; index++) {
    const byte = bytes.readUInt8(from + index)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, from + index + 1]
  }
  return [value * 256 + bytes.readUInt8(from + 8), from + 9]
}

const skipVarint = (bytes: Buffer, from: number): number => varint(bytes, from)[1]
