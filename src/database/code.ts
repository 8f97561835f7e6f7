import { parseSync, type Program } from 'oxc-parser'
import type { Place } from '#base/place'
import type { Source, SourceFile } from '#source/source'
import { lineFinder } from './lines.js'

/** A file of code that a cheap test picked, with its tree. */
export interface CodeFile {
  readonly path: string
  readonly text: string
  readonly program: Program
  readonly placeAt: (offset: number) => Place
}

const TESTS = /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/

/** Whether the app has a library: by its packages, or by nothing where it has none. */
export const depends = (source: Source, library: string): boolean =>
  source.packages.length === 0 || source.packages.some(item => library in item.dependencies || library in item.devDependencies)

/** Files that may hold a part of a schema; `mark` is looked for in the text before anything is parsed. */
export function codeWith(source: Source, mark: RegExp): CodeFile[] {
  return source.files
    .filter(file => file.kind === 'code' && !TESTS.test(file.path) && mark.test(file.text()))
    .flatMap(file => parse(file) ?? [])
}

const parsed = new WeakMap<SourceFile, CodeFile | undefined>()

function parse(file: SourceFile): CodeFile | undefined {
  if (parsed.has(file)) return parsed.get(file)
  const text = file.text()
  let read: CodeFile | undefined
  try {
    // JavaScript may hold JSX whatever its ending says.
    const { program } = parseSync(file.path, text, /\.[cm]?js$/.test(file.path) ? { lang: 'jsx' } : {})
    const line = lineFinder(text)
    read = { path: file.path, text, program, placeAt: offset => ({ file: file.path, line: line(offset) }) }
  } catch {
    read = undefined
  }
  parsed.set(file, read)
  return read
}
