import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A small app shown on a check's page: file by path. */
export interface ExampleApp {
  /** The third-level heading above it; `''` where the section shows one app. */
  readonly name: string
  readonly files: ReadonlyMap<string, string>
}

/** A check's page, taken apart. */
export interface Page {
  readonly headings: readonly string[]
  readonly bad: readonly ExampleApp[]
  readonly good: readonly ExampleApp[]
}

export function readPage(markdown: string): Page {
  const sections = markdown.split(/^## +/m).slice(1)
  const named = new Map(sections.map(section => [section.split('\n', 1)[0]!.trim(), section]))
  return { headings: [...named.keys()], bad: appsOf(named.get('Bad')), good: appsOf(named.get('Good')) }
}

/** Each `###` starts an app of its own; every fence that names a file after its language is a file of it. */
function appsOf(section = ''): ExampleApp[] {
  return section
    .split(/^### +/m)
    .map((part, index) => ({ name: index ? part.split('\n', 1)[0]!.trim() : '', files: filesOf(part) }))
    .filter(app => app.files.size > 0)
}

function filesOf(part: string): Map<string, string> {
  const fences = part.matchAll(/^(`{3,})[\w-]+ +(\S+)[^\n]*\n([\s\S]*?)^\1\s*$/gm)
  return new Map([...fences].map(([, , path, text]) => [path!, text!]))
}

/** Calls back with a folder that holds the app, and removes it afterwards. */
export async function withApp<T>(files: ReadonlyMap<string, string>, use: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-app-'))
  try {
    const whole = files.has('package.json') ? files : new Map([...files, ['package.json', manifestOf(files)]])
    for (const [path, text] of whole) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return await use(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** A page seldom shows its package.json: the packages that its code imports are what the real one would list. */
function manifestOf(files: ReadonlyMap<string, string>): string {
  const imports = [...files.values()].flatMap(text =>
    [...text.matchAll(/(?:from|import|require\()\s*['"]([^'".][^'"]*)['"]/g)].map(match => match[1]!),
  )
  const names = imports
    .filter(name => !/^(node:|npm:|jsr:|https?:|[@~#]\/|#)/.test(name))
    .map(name =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  const dependencies = Object.fromEntries([...new Set(names)].sort().map(name => [name, '*']))
  return JSON.stringify({ name: 'example', type: 'module', dependencies })
}
