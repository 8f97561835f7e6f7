import { readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** A git repository around the app. */
export interface Repository {
  readonly root: string
  /** Paths that git tracks below the app's folder, relative to it. */
  readonly tracked: ReadonlySet<string>
}

/**
 * Reads `.git/index` itself: the app's hooks and configuration must not run, and git may not be installed.
 * `undefined` where there is no git, where its index is split over files, or where it tracks nothing of this folder.
 */
export function readRepository(folder: string): Repository | undefined {
  const found = findGit(folder)
  if (!found) return undefined
  try {
    const prefix = relative(found.root, folder).split(sep).join('/')
    const paths = readIndex(readFileSync(join(found.git, 'index')), hashSize(found.git))
    if (!paths) return undefined
    const below = prefix === '' ? paths : paths.filter(path => path.startsWith(`${prefix}/`)).map(path => path.slice(prefix.length + 1))
    return below.length > 0 ? { root: found.root, tracked: new Set(below) } : undefined
  } catch {
    return undefined
  }
}

function findGit(folder: string): { readonly root: string; readonly git: string } | undefined {
  for (let root = folder; ; root = dirname(root)) {
    const git = join(root, '.git')
    try {
      if (statSync(git).isDirectory()) return { root, git }
      // Worktrees and submodules: a file that names the real folder.
      const target = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1]
      if (target) return { root, git: resolve(root, target.trim()) }
    } catch {}
    if (dirname(root) === root) return undefined
  }
}

function hashSize(git: string): number {
  try {
    return /objectformat\s*=\s*sha256/i.test(readFileSync(join(git, 'config'), 'utf8')) ? 32 : 20
  } catch {
    return 20
  }
}

/** Versions 2 to 4: https://git-scm.com/docs/index-format */
function readIndex(bytes: Buffer, hash: number): string[] | undefined {
  const version = bytes.readUInt32BE(4)
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return undefined
  const paths: string[] = []
  let at = 12
  let previous: Buffer = Buffer.alloc(0)
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const start = at
    const extended = (bytes.readUInt16BE(at + 40 + hash) & 0x4000) !== 0
    at += 42 + hash + (extended ? 2 : 0)
    if (version === 4) {
      // The path begins as the one before it, less this many bytes.
      const strip = readOffset(bytes, at)
      const end = bytes.indexOf(0, strip.next)
      previous = Buffer.concat([previous.subarray(0, previous.length - strip.value), bytes.subarray(strip.next, end)])
      paths.push(previous.toString('utf8'))
      at = end + 1
    } else {
      const end = bytes.indexOf(0, at)
      paths.push(bytes.toString('utf8', at, end))
      at = start + Math.ceil((end - start + 1) / 8) * 8
    }
  }
  return bytes.toString('latin1', at, at + 4) === 'link' ? undefined : paths
}

function readOffset(bytes: Buffer, from: number): { readonly value: number; readonly next: number } {
  let next = from
  let byte = bytes.readUInt8(next++)
  let value = byte & 0x7f
  while (byte & 0x80) {
    byte = bytes.readUInt8(next++)
    value = ((value + 1) << 7) | (byte & 0x7f)
  }
  return { value, next }
}
