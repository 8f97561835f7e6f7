import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'
import { countedIn } from './statements.js'

/** Puts counters into files of a copy, and says into which. */
export function count(source: Source, copy: string, paths: readonly string[]): readonly string[] {
  return paths.filter(path => {
    const file = source.file(path)
    const text = file?.kind === 'code' ? file.text() : ''
    const counted = canCount(path, text) ? withCounters(path, text) : text
    if (counted === text) return false
    writeFileSync(join(copy, path), counted)
    return true
  })
}

/** A file of the app that runs on Node: no page of the browser, no test, no settings. */
export const canCount = (path: string, text: string): boolean =>
  /(?<!\.d)\.(?:[cm]?[jt]s|[jt]sx)$/.test(path) &&
  !/(?:^|\/)supabase\/functions\/|\.(?:test|spec|config)\.|(?:^|\/)(?:middleware|proxy)\.[jt]s$/.test(path) &&
  !/^\s*['"]use client['"]|^\s*export const runtime\s*=\s*['"]edge['"]/m.test(text)

/**
 * The text with a counter before each statement of its functions. It is written so that every type check and lint lets it
 * stand, that a line break before it ends what has no semicolon, and that nothing happens where nobody counts.
 */
export function withCounters(path: string, text: string): string {
  let counted = ''
  let last = 0
  for (const { offset, line } of countedIn(path, text).toSorted((a, b) => a.offset - b.offset)) {
    const key = JSON.stringify(`${path}:${line}`)
    counted += `${text.slice(last, offset)}void Reflect.set(Reflect.get(globalThis, "labLines") || {}, ${key}, 1); `
    last = offset
  }
  return counted + text.slice(last)
}
