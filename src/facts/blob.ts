/**
 * Values by key in one file: a line with the length of the index, the index, the values one after another. Each is parsed
 * when somebody asks for it, for a run asks for few of them.
 */
export interface Blob {
  readonly keys: readonly string[]
  readonly read: (key: string) => unknown
  readonly raw: (key: string) => Buffer | undefined
}

interface Index {
  readonly version: number
  /** Keys with the lengths of their values, in order. */
  readonly entries: readonly (readonly [key: string, length: number])[]
}

/** What is not there, is of another version or broken holds nothing. */
export function blobOf(given: Buffer | undefined, version: number): Blob {
  const places = new Map<string, readonly [from: number, to: number]>()
  const bytes = given ?? Buffer.alloc(0)
  try {
    const head = bytes.indexOf(10)
    let at = head + 1 + Number(bytes.toString('latin1', 0, head))
    const index = JSON.parse(bytes.toString('utf8', head + 1, at)) as Index
    if (index.version === version) for (const [key, length] of index.entries) places.set(key, [at, (at += length)])
    if (at > bytes.length) places.clear()
  } catch {
    places.clear()
  }
  const raw = (key: string): Buffer | undefined => {
    const place = places.get(key)
    return place && bytes.subarray(...place)
  }
  return { keys: [...places.keys()], raw, read: key => parsed(raw(key)) }
}

function parsed(raw: Buffer | undefined): unknown {
  try {
    return raw && (JSON.parse(raw.toString('utf8')) as unknown)
  } catch {
    return undefined
  }
}

export function bytesOf(version: number, values: readonly (readonly [key: string, value: Buffer])[]): Buffer {
  const index: Index = { version, entries: values.map(([key, value]) => [key, value.length]) }
  const head = Buffer.from(JSON.stringify(index))
  return Buffer.concat([Buffer.from(`${head.length}\n`), head, ...values.map(([, value]) => value)])
}
