import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { commandOf } from './command.js'

// A program of its own inside the seal, under the names of package managers that are not there: scripts of the app call them.
interface Manifest {
  readonly name?: string
  readonly scripts?: Readonly<Record<string, string>>
}

const manifestIn = (folder: string): Manifest | undefined =>
  existsSync(join(folder, 'package.json')) ? (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest) : undefined

/** The folder of the workspace with this name, from the root of the copy. */
function workspace(name: string, folder: string, depth = 3): string | undefined {
  if (manifestIn(folder)?.name === name) return folder
  if (depth === 0) return undefined
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const found = workspace(name, join(folder, entry.name), depth - 1)
    if (found !== undefined) return found
  }
  return undefined
}

const command = commandOf(process.argv.slice(2))
const { in: place, name, args } = command
const folder = !place
  ? process.cwd()
  : 'folder' in place
    ? resolve(place.folder)
    : (workspace(place.workspace, '/lab/app') ?? process.cwd())
if (name !== undefined) {
  const isScript = manifestIn(folder)?.scripts?.[name] !== undefined
  const path = `${join(folder, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  const [program, given] = isScript ? ['npm', ['run', '--silent', name, '--', ...args]] : [name, args]
  const { status, error } = spawnSync(program, given, { cwd: folder, stdio: 'inherit', env: { ...process.env, PATH: path } })
  if (error) process.stderr.write(`${program}: ${error.message}\n`)
  process.exitCode = status ?? 1
}
