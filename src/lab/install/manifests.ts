import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { basename, dirname, join, relative } from 'node:path'
import type { Source } from '#source/source'
import type { Recognised } from '../recognise/recognise.js'
import { publicly } from './lock-file.js'
import { isOffRegistry } from './off-registry.js'

/** What decides which packages are installed, and nothing else of the app. */
export interface Manifests {
  readonly hash: string
  /** Those that name packages, relative to the app. */
  readonly packages: readonly string[]
  /** Whether one names a package that no registry has under that address. */
  readonly offRegistry: boolean
  writeTo(folder: string): void
}

const BESIDE = ['pnpm-workspace.yaml', '.yarnrc', 'patches', '.npmrc']

export function manifestsOf(source: Source, app: Recognised): Manifests {
  const { manager } = app
  const base = manager.folder
  const paths = [
    ...source.packages.map(one => join(one.folder, 'package.json')),
    ...(manager.lock ? [manager.lock] : []),
    ...BESIDE.map(name => join(base, name)),
  ].filter(path => !relative(base, path).startsWith('..') && existsSync(join(source.root, path)))
  const hash = createHash('sha256').update(`2 ${process.platform} ${process.arch} ${process.versions.modules} ${manager.name} ${base}`)
  const packages = paths.filter(path => basename(path) === 'package.json')
  for (const path of paths) if (!path.endsWith('patches')) hash.update(path).update(readFileSync(join(source.root, path)))
  return {
    hash: hash.digest('hex').slice(0, 24),
    packages,
    offRegistry: packages.some(path => isOffRegistry(readFileSync(join(source.root, path), 'utf8'))),
    writeTo: folder => {
      for (const path of paths) {
        const to = join(folder, path)
        mkdirSync(dirname(to), { recursive: true })
        if (path.endsWith('.npmrc')) writeFileSync(to, settingsOnly(readFileSync(join(source.root, path), 'utf8')))
        else if (path === manager.lock && /\.(?:json|lock)$/.test(path))
          writeFileSync(to, publicly(readFileSync(join(source.root, path), 'utf8')))
        else cpSync(join(source.root, path), to, { recursive: true })
      }
    },
  }
}

/** Registries and tokens of the app's owner are nothing for a throw-away copy. */
const settingsOnly = (text: string): string =>
  text
    .split(/\r?\n/)
    .filter(line => /^\s*[\w-]+\s*=/.test(line) && !/registry|_auth|token|password|email|\$\{|cafile|script/i.test(line))
    .join('\n')
