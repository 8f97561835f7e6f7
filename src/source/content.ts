import { hash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { FileKind, SourceFile } from './source.js'

/** Larger files are listed but not read. Bytes. */
export const LARGEST = { code: 2_000_000, other: 8_000_000 } as const

/** A file of code is read while walking, for its content decides whether it is one. */
export function codeFile(path: string, size: number, text: string): SourceFile {
  let digest: string | undefined
  return {
    path,
    kind: 'code',
    size,
    get hash() {
      return (digest ??= hash('sha1', text))
    },
    text: () => text,
    bytes: () => Buffer.from(text),
  }
}

/** Any other file is read when something asks. */
export function otherFile(absolute: string, path: string, kind: FileKind, size: number): SourceFile {
  const oversized = size > LARGEST.other || (kind === 'code' && size > LARGEST.code)
  let text: string | undefined
  let digest: string | undefined
  return {
    path,
    kind,
    size,
    get hash() {
      return (digest ??= oversized ? hash('sha1', `${path}:${size}`) : hash('sha1', readQuietly(absolute)))
    },
    text() {
      return (text ??= kind === 'binary' || oversized ? '' : (decode(readQuietly(absolute)) ?? ''))
    },
    bytes: () => (oversized ? new Uint8Array() : readQuietly(absolute)),
  }
}

/** A file that vanished or closed since its folder was listed reads as empty. */
function readQuietly(absolute: string): Buffer {
  try {
    return readFileSync(absolute)
  } catch {
    return Buffer.alloc(0)
  }
}

const buffer = Buffer.allocUnsafeSlow(LARGEST.code + 1)

/** Size and text in one go; the text is `'oversized'` or `'binary'` where there is none to read. One buffer serves every file. */
export function readCode(
  absolute: string,
): { readonly size: number; readonly text: string } | { readonly size: number; readonly not: 'oversized' | 'binary' } {
  const file = openSync(absolute, 'r')
  try {
    const { size } = fstatSync(file)
    if (size > LARGEST.code) return { size, not: 'oversized' }
    let end = 0
    for (let read = -1; read !== 0 && end < size; end += read) read = readSync(file, buffer, end, size - end, end)
    const text = decode(buffer.subarray(0, end))
    return text === undefined ? { size, not: 'binary' } : { size, text }
  } finally {
    closeSync(file)
  }
}

/** Text without its byte order mark; `undefined` for what is none. */
function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  const nul = bytes.indexOf(0)
  if (nul >= 0 && nul < 8_192) return undefined
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString('utf8', 3) : bytes.toString('utf8')
}
