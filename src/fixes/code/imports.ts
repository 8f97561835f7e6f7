import { nameOf, type Node } from '#source/tree'
import type { Edit } from '../fix.js'
import { bindingsOf, usesRequire } from './bindings.js'
import { type Code, findNodes } from './code.js'
import { quoted } from './style.js'

/** A name that a repair needs in a file. */
export interface Wanted {
  readonly name: string
  readonly kind: 'named' | 'default' | 'namespace'
  readonly from: string
}

/** Edits that bring names into a file, beside what it imports already. `undefined`: a name is taken by something else. */
export function importEdits(code: Code, wanted: readonly Wanted[]): Edit[] | undefined {
  const bound = bindingsOf(code)
  const missing = new Map<string, Wanted>()
  for (const one of wanted) {
    const known = bound.get(one.name)
    if (!known) missing.set(one.name, one)
    else if (known.from !== one.from && known.kind !== 'local') return undefined
    else if (known.kind === 'local' && one.from !== '') return undefined
  }
  const edits: Edit[] = []
  const lines: { readonly line: string; readonly from: string }[] = []
  const add = (what: string, from: string) => lines.push({ line: lineFor(code, what, from), from })
  for (const from of new Set([...missing.values()].map(one => one.from))) {
    const names = [...missing.values()].filter(one => one.from === from)
    const named = names.filter(one => one.kind === 'named').map(one => one.name)
    const brace = named.length > 0 ? openBrace(code, from) : undefined
    if (brace) edits.push({ file: code.path, start: brace.at, end: brace.at, text: named.map(name => brace.separator + name).join('') })
    else if (named.length > 0) add(`{ ${named.join(', ')} }`, from)
    for (const one of names.filter(one => one.kind !== 'named'))
      add(one.kind === 'namespace' && !usesRequire(code) ? `* as ${one.name}` : one.name, from)
  }
  for (const isPackage of [true, false]) {
    const own = lines.filter(one => isFromPackage(one.from) === isPackage).map(one => one.line)
    if (own.length > 0) edits.push(insertLines(code, own, isPackage))
  }
  return edits
}

/** Puts one imported name in the place of another of the same module that nothing else in the file uses. */
export function replaceImport(code: Code, old: string, wanted: Wanted | undefined): Edit[] | undefined {
  const bound = bindingsOf(code)
  const known = bound.get(old)
  if (!wanted || known?.kind !== 'named' || known.from !== wanted.from || bound.has(wanted.name)) return undefined
  const specifier =
    known.node.type === 'ImportDeclaration'
      ? (known.node.specifiers as Node[]).find(one => nameOf(one.local) === old)
      : findNodes(code, node => node.type === 'Property' && node.shorthand === true && nameOf(node) === old, known.node)[0]
  const uses = findNodes(code, node => node.type === 'Identifier' && node.name === old).filter(
    node => !specifier || node.start < specifier.start || node.end > specifier.end,
  )
  if (!specifier || uses.length !== 1) return undefined
  return [{ file: code.path, start: specifier.start, end: specifier.end, text: wanted.name }]
}

/** The end of `{ … }` in an import of the same module. */
function openBrace(code: Code, from: string): { readonly at: number; readonly separator: string } | undefined {
  for (const { node, kind, from: source } of bindingsOf(code).values()) {
    if (source !== from || kind !== 'named') continue
    const list =
      node.type === 'ImportDeclaration'
        ? (node.specifiers as Node[])
        : (((node.declarations as Node[])[0]!.id as Node).properties as Node[])
    const last = list.at(-1)
    if (last) {
      const tail = /^\s*,/.exec(code.text.slice(last.end))
      if (tail && /\n/.test(code.text.slice(list[0]!.start, last.end))) return { at: last.end, separator: `,\n${code.style.indent}` }
      return { at: last.end, separator: ', ' }
    }
  }
  return undefined
}

function lineFor(code: Code, what: string, from: string): string {
  const { semi } = code.style
  // As the other imports have it: what the rest of the file writes may be made by another hand.
  const written = /(?:^import\b[^'"]*|\brequire\()(['"])/m.exec(code.text)?.[1]
  const quote = written === "'" || written === '"' ? written : code.style.quote
  const path = quoted({ ...code.style, quote }, from)
  return usesRequire(code) ? `const ${what} = require(${path})${semi}` : `import ${what} from ${path}${semi}`
}

const isFromPackage = (from: string): boolean => !/^(?:\.|@\/|~|#|\/)/.test(from)

/**
 * After the last import, packages after the last package where files of the app follow; where there is none, at the top,
 * below directives and the comment that opens the file.
 */
function insertLines(code: Code, lines: readonly string[], isPackage: boolean): Edit {
  const body = code.tree.body as Node[]
  const isRequire = (one: Node): boolean =>
    one.type === 'VariableDeclaration' && /^(?:const|var|let)[^=]*=\s*require\(/.test(code.text.slice(one.start, one.end))
  // `require('dotenv').config()` stands among them.
  const isBare = (one: Node): boolean => one.type === 'ExpressionStatement' && code.text.startsWith('require(', one.start)
  // A later `require` may stand below what needs the name.
  const other = body.findIndex(
    one => one.type !== 'ImportDeclaration' && !isRequire(one) && !isBare(one) && typeof one.directive !== 'string',
  )
  const imports = body.filter((one, index) => one.type === 'ImportDeclaration' || (isRequire(one) && (other < 0 || index < other)))
  const last = (isPackage ? leading(code, imports) : undefined) ?? imports.at(-1)
  const end = last && last.end + /^[ \t]*(?:\/\/[^\n]*)?/.exec(code.text.slice(last.end))![0].trimEnd().length
  if (end !== undefined) return { file: code.path, start: end, end, text: lines.map(line => `\n${line}`).join('') }
  const directive = body.findLast((one, index) => index < 3 && typeof one.directive === 'string')
  if (directive) return { file: code.path, start: directive.end, end: directive.end, text: `\n\n${lines.join('\n')}` }
  const start = /^#!/.test(code.text) ? code.text.indexOf('\n') + 1 : 0
  return { file: code.path, start, end: start, text: `${lines.join('\n')}\n\n` }
}

/** The last package above the app's own files, where packages come first. */
function leading(code: Code, imports: readonly Node[]): Node | undefined {
  const from = (one: Node): string => /["'`]([^"'`]+)["'`]\)?;?\s*$/.exec(code.text.slice(one.start, one.end))?.[1] ?? '.'
  const own = imports.findIndex(one => !isFromPackage(from(one)))
  return own > 0 && imports.slice(own).every(one => !isFromPackage(from(one))) ? imports[own - 1] : undefined
}
