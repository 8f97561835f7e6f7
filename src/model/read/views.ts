import type { Place } from '#base/place'
import type { Source, SourceFile } from '#source/source'
import type { RespondEffect } from '../app-model.js'
import type { Term } from '../term.js'

/** A value that a view puts into its page without escaping it. */
export interface RawOutput {
  readonly at: Place
  readonly value: Term
}

/** What the view of a rendered answer leaves unescaped, with what stands there. */
export function rawOutputs({ view, body, at }: RespondEffect, source: Source): RawOutput[] {
  const file = view === undefined ? undefined : viewNamed(view, at.file, source)
  if (!file) return []
  const loops = loopsIn(file.text())
  return [...rawMarks(file)].flatMap(({ line, written }) =>
    pathsIn(written).map(path => ({ at: { file: file.path, line }, value: valueAt(body, unrolled(path, loops)) })),
  )
}

/** A place of a view that is not escaped, as it is written: `<%- q %>` at its offset, with the expression `q` in it. */
export interface RawMark {
  readonly line: number
  readonly start: number
  readonly text: string
  readonly written: string
}

export function* rawMarks(file: SourceFile): Generator<RawMark> {
  let start = 0
  for (const [index, text] of file.text().split('\n').entries()) {
    for (const match of text.matchAll(RAW[engineOf(file.path)] ?? NEVER)) {
      const written = match.slice(1).find(part => part !== undefined) ?? ''
      if (!CLEANED.test(written)) yield { line: index + 1, start: start + match.index, text: match[0], written }
    }
    start += text.length + 1
  }
}

const NEVER = /(?!)/g
const ERB = /<%[-~]\s*(?!.*\binclude\b)(.+?)\s*[-_]?%>/g
const MUSTACHE = /\{\{\{\s*([^#/>}][^}]*?)\s*\}\}\}|\{\{&\s*([^}]+?)\s*\}\}/g
const PUG = /^\s*[\w.#()='" -]*!=\s*(.+)$|!\{([^}]+)\}/g
const JINJA = /\{\{-?\s*([^}|]+?)\s*\|(?:[^}]*\|)?\s*(?:safe|raw)\b[^}]*\}\}/g
/** How each engine writes what is not to be escaped. */
const RAW: Readonly<Record<string, RegExp>> = {
  ejs: ERB,
  eta: ERB,
  hbs: MUSTACHE,
  handlebars: MUSTACHE,
  mustache: MUSTACHE,
  pug: PUG,
  jade: PUG,
  njk: JINJA,
  swig: JINJA,
  twig: JINJA,
  html: JINJA,
  liquid: JINJA,
}
const CLEANED = /saniti[sz]e|purify|escape|encode|strip|\.replace(?:All)?\(|\bxss\(|nl2br/i

const engineOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/** The one file that the name can mean: of several apps in one repository, the view of the one that draws it. */
function viewNamed(view: string, from: string, source: Source): SourceFile | undefined {
  const bare = view.replace(/^\.?\//, '').replace(/\.\w+$/, '')
  const found = source.files.filter(
    file => file.kind === 'markup' && RAW[engineOf(file.path)] !== undefined && `/${file.path}`.endsWith(`/${bare}.${engineOf(file.path)}`),
  )
  const inViews = found.filter(file => /(?:^|\/)(?:views?|templates?)\//.test(file.path))
  const candidates = inViews.length ? inViews : found
  const nearest = Math.max(...candidates.map(file => shared(file.path, from)))
  const [first, other] = candidates.filter(file => shared(file.path, from) === nearest)
  return other ? undefined : first
}

/** How many folders two files have in common. */
function shared(a: string, b: string): number {
  const [left, right] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)]
  const apart = left.findIndex((folder, index) => folder !== right[index])
  return apart === -1 ? left.length : apart
}

/** Names that a loop gives to the items of a list: `posts.forEach(post => …)`, `each post in posts`. */
function loopsIn(text: string): ReadonlyMap<string, string> {
  const loops = new Map<string, string>()
  for (const [, list, item] of text.matchAll(/([\w.]+)\.(?:forEach|map)\(\s*(?:async\s*)?(?:function\s*)?\(?\s*(\w+)/g))
    loops.set(item!, list!)
  for (const [, item, list] of text.matchAll(/(?:const|let|var|each|%-?\s*for)\s+(\w+)\s+(?:of|in)\s+([\w.]+)/g)) loops.set(item!, list!)
  return loops
}

/** `post.body` as `posts.*.body`. */
function unrolled(path: readonly string[], loops: ReadonlyMap<string, string>, depth = 0): readonly string[] {
  const list = loops.get(path[0]!)
  return list === undefined || depth > 3 ? path : unrolled([...list.split('.'), '*', ...path.slice(1)], loops, depth + 1)
}

const WORDS = /^(?:JSON|stringify|typeof|true|false|null|undefined|new|Date|Math|String|Number|this|locals|if|else)$/

/** Names, with the properties asked of them, that an expression of a view reads. */
const pathsIn = (written: string): string[][] =>
  [
    ...written
      .replace(/(["'`])(?:\\.|(?!\1).)*\1/g, '""')
      .replace(/(?:locals|this)\./g, '')
      .matchAll(/(?<![\w$.])([A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*)(?!\s*[:(\w$])/g),
  ]
    .map(([, path]) => path!.split(/\??\./))
    .filter(([first]) => !WORDS.test(first!))

/** What stands under a path of what a view is given. */
function valueAt(term: Term, path: readonly string[]): Term {
  const [key, ...rest] = path
  if (key === undefined) return term
  switch (term.kind) {
    case 'object': {
      const own = term.entries.find(([name]) => name === key)?.[1]
      return own ? valueAt(own, rest) : { kind: 'either', of: term.spread.map(part => valueAt(part, path)) }
    }
    case 'list':
      return key === '*' ? { kind: 'either', of: term.items.map(item => valueAt(item, rest)) } : { kind: 'unknown' }
    case 'origin':
      return { ...term, path: [...term.path, ...path] }
    case 'either':
      return { kind: 'either', of: term.of.map(part => valueAt(part, path)) }
    case 'computed':
      return /^(?:&&|\|\||\?\?)$/.test(term.how) ? { kind: 'either', of: term.of.map(part => valueAt(part, path)) } : { kind: 'unknown' }
    default:
      return { kind: 'unknown' }
  }
}
