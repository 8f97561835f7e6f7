import { posix } from 'node:path'
import type { Package, Source, SourceFile } from '#source/source'
import { importsOf, makeResolve } from './imports.js'
import { browserNames } from './server-parts.js'

const DIRECTIVES = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|['"]use strict['"];?)*(['"])use (client|server)\1/
const SERVER_ONLY = /^\s*import\s+['"]server-only['"]/m
const SERVER_NAME = /\.server\.[cm]?[jt]sx?$|(?:^|\/)pages\/api\/|(?:^|\/)(?:route|middleware|proxy|instrumentation)\.[cm]?[jt]sx?$/
const STARTS = ['@tanstack/react-start', '@tanstack/solid-start', '@tanstack/start']
const TEST = /(?:^|\/)(?:__tests__|__mocks__|e2e|cypress)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/
const known = new WeakMap<Source, ReadonlySet<string>>()

/** What else is done with a file while its tree is there. */
export interface Ahead {
  /** Whether the file will be run, and so all that it imports. */
  readonly isRun: (file: SourceFile) => boolean
  readonly lower: (path: string) => unknown
}

/** Paths of the code files that can end up in the browser's bundle: those that a client entry reaches by imports. */
export function browserFiles(source: Source, ahead?: Ahead): ReadonlySet<string> {
  let files = known.get(source)
  if (!files) known.set(source, (files = reachedFrom(source, ahead)))
  return files
}

function reachedFrom(source: Source, ahead: Ahead | undefined): ReadonlySet<string> {
  const resolve = makeResolve(source)
  const reached = new Set<string>()
  const run = new Set<string>()
  const queue = [...entriesOf(source)]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const file = source.file(path)
    if (!file || file.kind !== 'code' || reached.has(path) || staysOnServer(file)) continue
    reached.add(path)
    const isRun = ahead !== undefined && (run.has(path) || ahead.isRun(file))
    if (isRun) ahead.lower(path)
    const used = browserNames(file)
    for (const { specifier, names } of importsOf(file)) {
      if (used && !names.some(name => used.has(name))) continue
      const target = resolve(path, specifier)
      if (target === undefined || reached.has(target)) continue
      queue.push(target)
      if (isRun) run.add(target)
    }
  }
  return reached
}

function staysOnServer(file: SourceFile): boolean {
  return SERVER_NAME.test(file.path) || directiveOf(file) === 'server' || SERVER_ONLY.test(file.text())
}

function directiveOf(file: SourceFile): string | undefined {
  return DIRECTIVES.exec(file.text().slice(0, 2_000))?.[2]
}

function* entriesOf(source: Source): Generator<string> {
  for (const file of source.files) {
    if (TEST.test(file.path)) continue
    if (file.kind === 'markup' && /\.html?$/.test(file.path)) yield* scriptsOf(file, source)
    else if (file.kind === 'code' && isEntry(file, source)) yield file.path
  }
}

/** Code that a page loads by `<script src>`: beside it, from the package's folder, or from the folder of static files. */
function* scriptsOf(file: SourceFile, source: Source): Generator<string> {
  const folder = posix.dirname(file.path)
  for (const [, src] of file.text().matchAll(/<script\b[^>]*\bsrc\s*=\s*["']([^"']+)["']/gi)) {
    if (/^(?:https?:)?\/\//.test(src!)) continue
    const path = src!.replace(/[?#].*$/, '')
    const places = path.startsWith('/') ? [folder, source.packageOf(file.path)?.folder ?? '', 'public'] : [folder]
    const found = places.map(place => posix.normalize(posix.join(place, path))).find(one => source.file(one)?.kind === 'code')
    if (found) yield found
  }
}

function isEntry(file: SourceFile, source: Source): boolean {
  if (directiveOf(file) === 'client') return true
  const owner = source.packageOf(file.path)
  const path = owner && owner.folder !== '' ? file.path.slice(owner.folder.length + 1) : file.path
  if (/^(?:[\w-]+\/)?(?:public|static)\//.test(path) && /\.m?js$/.test(path)) return true
  if (uses(owner, 'next')) return /^(?:src\/)?pages\/(?!api\/)(?!_document\.)/.test(path) && /\.[jt]sx?$/.test(path)
  if (uses(owner, 'expo')) return /^(?:App\.[jt]sx?|index\.[jt]s|(?:src\/)?app\/.+\.[jt]sx)$/.test(path)
  if (STARTS.some(name => uses(owner, name))) return /^(?:src|app)\/(?:router|client|routes\/.+)\.[jt]sx?$/.test(path)
  if (uses(owner, '@remix-run/react') || uses(owner, '@react-router/dev'))
    return /^app\/(?:root|entry\.client|routes\/.+)\.[jt]sx?$/.test(path)
  if (uses(owner, 'vite') || uses(owner, 'react-scripts') || uses(owner, 'react-dom'))
    return (
      /^(?:client\/|frontend\/|web\/)?src\/(?:main|index|App)\.[jt]sx?$/.test(path) && /react|vue|svelte|preact|solid/.test(file.text())
    )
  return false
}

const uses = (owner: Package | undefined, name: string): boolean =>
  owner?.dependencies[name] !== undefined || owner?.devDependencies[name] !== undefined
