import type { SourceFile } from '#source/source'
import type { Run } from '../plugin.js'
import type { Value } from '../value.js'

/** A file that answers at an address because of where it stands. */
export interface Placed {
  readonly file: SourceFile
  readonly path: string
  readonly framework: string
  /** What runs before it for a request by this method. */
  before(run: Run, method: string): void
}

/** `app/(shop)/orders/[id]` is `/orders/:id`: groups and slots are not part of the address. */
export function routePath(folder: string): string {
  const parts = folder.split('/').filter(part => part && !/^\(.*\)$/.test(part) && !part.startsWith('@'))
  return `/${parts.map(part => part.replace(/^\[\[?\.\.\.(.+?)\]?\]$/, ':$1*').replace(/^\[(.+)\]$/, ':$1')).join('/')}`
}

export const isNothing = (value: Value): boolean => value.k === 'unknown' || (value.k === 'literal' && value.value === undefined)

/** Where the export stands, rather than the function that a wrapper made. */
export function lineOf(value: Value, file: SourceFile, name: string): number {
  return exportLine(file, name) ?? (value.k === 'function' && value.file === file.path ? value.fact.l : 1)
}

export function exportLine(file: SourceFile, name: string): number | undefined {
  const pattern =
    name === 'default'
      ? /^export\s+default\b/m
      : new RegExp(`^export\\s+(?:async\\s+)?(?:const|let|var|function\\*?)\\s+${name}\\b|^export\\s*\\{[^}]*\\b${name}\\b`, 'm')
  const match = pattern.exec(file.text())
  return match ? file.text().slice(0, match.index).split('\n').length : undefined
}
