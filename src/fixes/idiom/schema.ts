import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import type { Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, topStatement } from '../code/code.js'
import { importEdits, type Wanted } from '../code/imports.js'
import type { Edit } from '../fix.js'

/** A schema above the handler, with what it imports and installs. */
export function withSchema(
  code: Code,
  below: Node,
  route: Route,
  shapes: readonly string[],
  imports: readonly Wanted[],
  source: Source,
): { readonly edits: readonly Edit[]; readonly name: string; readonly dependencies?: Readonly<Record<string, string>> } | undefined {
  const isFree = (one: string): boolean => !bindingsOf(code).has(one) && !new RegExp(`\\b${one}\\b`).test(code.text)
  const name = namesFor(route).find(isFree)
  const isDeno = /from\s+["'](?:npm:|https:\/\/)/.test(code.text)
  const known = specifiersOf(source).find(one => one.startsWith('npm:') === isDeno || !isDeno)
  const from = isDeno ? (known?.startsWith('npm:') ? known : 'npm:zod@3.25.76') : 'zod'
  const edits = importEdits(code, [{ name: 'z', kind: 'named', from }, ...imports])
  if (!edits || !name) return undefined
  const { indent, semi } = code.style
  const start = aboveComments(code, topStatement(code, below).start)
  const text = `const ${name} = z.object({\n${shapes.map(one => `${indent}${broken(one, indent)},\n`).join('')}})${semi}\n\n`
  const hasZod = isDeno || source.packages.some(one => 'zod' in one.dependencies)
  return { edits: [...edits, { file: code.path, start, end: start, text }], name, ...(!hasZod && { dependencies: { zod: '4.6.7' } }) }
}

/** An object that has become too long for its line, a field on each. */
function broken(shape: string, indent: string): string {
  const fields = /z\.object\(\{ ([^{}]*) \}\)/.exec(shape)
  if (shape.length <= 100 || !fields) return shape
  const lines = fields[1]!.split(/, (?=\w+: )/).map(one => `${indent}${indent}${one},\n`)
  return shape.replace(fields[0], `z.object({\n${lines.join('')}${indent}})`)
}

/** `commentsSchema`, and where that is taken `updateCommentsSchema`, `postCommentsSchema`. */
function namesFor(route: Route): readonly string[] {
  const words = route.path.split('/').filter(part => /^[a-z][\w-]*$/i.test(part))
  const camel = (parts: readonly string[]): string =>
    parts
      .join('-')
      .replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase())
      .replace(/^./, first => first.toLowerCase())
  const verb = { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' }[route.method]
  const last = words.at(-1) ?? 'input'
  return [[last], ...(verb ? [[verb, last]] : []), words.slice(-2), ...(verb ? [[verb, ...words.slice(-2)]] : [])].map(
    parts => `${camel(parts)}Schema`,
  )
}

const specifiersOf = (source: Source): readonly string[] =>
  source.files.flatMap(file => (file.kind === 'code' ? (/from\s+["']((?:npm:)?zod(?:@[\w.]+)?)["']/.exec(file.text())?.[1] ?? []) : []))
