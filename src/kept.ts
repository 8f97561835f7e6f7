import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { makeOwnFolder } from '#base/own-folder'
import { packageRoot } from '#base/package-root'
import { CHECKS } from '#checks/registry.generated'
import type { ChecksRun } from '#checks/run'
import type { Problem } from '#checks/check'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { VERSION } from './version.js'

/** What reading an app came to: kept whole until a file of the app, or of Seaworthy, changes. */
export interface Kept {
  readonly model: AppModel
  readonly run: ChecksRun
}

/** As on disk: checks by name, and what they found beside the model, whose parts it may point at. */
interface Stored {
  readonly key: string
  readonly model: AppModel
  readonly problems: readonly (readonly [check: string, problem: Problem])[]
}

const FILE = 'app.bin'

/** What was kept under a key; a file that cannot be read keeps nothing. */
export function readKept(folder: string, key: string): Kept | undefined {
  try {
    const bytes = readFileSync(join(folder, FILE))
    // The key stands in front, so that what is out of date is not read.
    if (bytes.toString('latin1', 0, key.length) !== key) return undefined
    const { model, problems } = deserialize(bytes.subarray(key.length)) as Stored
    const checks = new Map(CHECKS.map(check => [check.id, check]))
    return { model, run: { problems: problems.map(([id, problem]) => ({ check: checks.get(id)!, problem })), errors: [] } }
  } catch {
    return undefined
  }
}

/** Keeps what was read. A check that threw is asked again next time. */
export function keep(folder: string, key: string, { model, run }: Kept): void {
  if (run.errors.length) return
  try {
    const stored = { model, problems: run.problems.map(({ check, problem }) => [check.id, problem] as const) }
    makeOwnFolder(dirname(folder))
    mkdirSync(folder, { recursive: true })
    const temporary = join(folder, `${FILE}.${process.pid}`)
    writeFileSync(temporary, Buffer.concat([Buffer.from(key, 'latin1'), serialize(stored)]))
    renameSync(temporary, join(folder, FILE))
  } catch {
    // A folder that cannot be written to costs time, not the audit.
  }
}

/** All that an audit depends on: every file's content, what git tracks, what paths mean, and the code that reads it. */
export function keyOf(source: Source): string {
  const files = [...source.files, ...(source.setAside ?? [])].map(
    file => `${file.path} ${file.kind} ${file.size} ${file.hash} ${source.isTracked(file.path)}`,
  )
  return hash('sha1', [process.version, ownCode(), ...pathsOf(source), JSON.stringify(source.gaps), ...files].join('\n'))
}

/** A `tsconfig` may extend one of a package, and the nearest one may stand above the app. */
function pathsOf(source: Source): number[] {
  const stamps = source.packages.map(({ folder }) => changedAt(join(source.root, folder, 'node_modules')))
  for (let above = dirname(source.root); ; above = dirname(above)) {
    stamps.push(...['tsconfig.json', 'tsconfig.base.json', 'jsconfig.json'].map(name => changedAt(join(above, name))))
    if (dirname(above) === above) return stamps
  }
}

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Tells one build of Seaworthy from another. What is installed never changes without its version. */
function ownCode(): string {
  const own = import.meta.dirname
  if (own.split(sep).includes('node_modules')) return VERSION
  const files = readdirSync(own, { recursive: true, encoding: 'utf8' }).filter(
    path => /\.(?:js|ts|wasm)$/.test(path) && !path.endsWith('.d.ts'),
  )
  const stamps = files.sort().map(path => {
    const { size, mtimeMs } = statSync(join(own, path))
    return `${path} ${size} ${mtimeMs}`
  })
  return hash('sha1', [...stamps, readFileSync(join(packageRoot(), 'package.json'), 'utf8')].join('\n'))
}
