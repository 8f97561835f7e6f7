import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isIgnored, rulesIn } from './ignored.js'
import type { Source } from './source.js'

/** Whether a path is kept out of git, or stands on the disk though the source does not hold it: whoever builds the app may well have it. */
export function isLeftOut(source: Source, path: string): boolean {
  const folders = new Set(['', source.packageOf(path)?.folder ?? ''])
  const rules = [...folders].flatMap(folder => rulesIn(join(source.root, folder), folder) ?? [])
  return (
    path.startsWith('../') || ENDINGS.some(ending => existsSync(join(source.root, path + ending)) || isIgnored(rules, path + ending, false))
  )
}

const ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.json', '/index.ts', '/index.js']
