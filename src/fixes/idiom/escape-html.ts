import { posix } from 'node:path'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf, usesRequire } from '../code/bindings.js'
import { aboveComments, type Code, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'

const NAME = /^(?:escapeHtml|escapeHTML|htmlEscape|escape)$/

/** How a file can escape text for HTML: by the app's own function, else by one that is added below its imports. */
export function escaperIn(code: Code, source: Source): { readonly name: string; readonly edits: readonly Edit[] } | undefined {
  const own = [...bindingsOf(code).keys()].find(name => NAME.test(name))
  if (own) return { name: own, edits: [] }
  for (const file of source.files) {
    if (!isModule(code) || file.kind !== 'code' || !/\bescape(?:Html|HTML)\b/.test(file.text())) continue
    const other = openCode(source, file.path)
    const made = other && exported(other)
    const specifier = posix.relative(posix.dirname(code.path), file.path)
    const ending = bindingsEnding(code)
    const from = `${specifier.startsWith('.') ? '' : './'}${ending === undefined ? specifier.replace(/\.[cm]?[jt]sx?$/, '') : specifier.replace(/\.ts$/, ending)}`
    const edits = made ? importEdits(code, [{ name: made, kind: 'named', from }]) : undefined
    if (made && edits && escapes(other!)) return { name: made, edits }
  }
  if (bindingsOf(code).has('escapeHtml')) return undefined
  return { name: 'escapeHtml', edits: [added(code)] }
}

/** A script that a page loads by its address can import nothing. */
const isModule = (code: Code): boolean => usesRequire(code) || (code.tree.body as Node[]).some(one => /^(?:Import|Export)/.test(one.type))

function exported(code: Code): string | undefined {
  for (const statement of code.tree.body as Node[]) {
    const inner = statement.type === 'ExportNamedDeclaration' ? (statement.declaration as Node | null) : null
    const name = nameOf(inner?.id ?? (inner?.declarations as Node[] | undefined)?.[0]?.id)
    if (name && NAME.test(name)) return name
  }
  return undefined
}

const escapes = (code: Code): boolean => /&lt;/.test(code.text)

/** `.ts` or `.js`, where the file's own imports have an ending. */
const bindingsEnding = (code: Code): string | undefined => /from\s+["']\.[^"']*(\.[jt]s)["']/.exec(code.text)?.[1]

function added(code: Code): Edit {
  const { indent, semi } = code.style
  const q = (text: string) => quoted(code.style, text)
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const signs: readonly (readonly [string, string])[] = [
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&quot;'],
    ["'", '&#39;'],
  ]
  const chain = signs.map(([sign, name]) => `\n${indent}${indent}.replace(/${sign}/g, ${q(name)})`).join('')
  const text = `function escapeHtml(value${isTyped ? ': unknown' : ''}) {\n${indent}return String(value ?? ${q('')})${chain}${semi}\n}\n\n`
  const body = code.tree.body as Node[]
  const isImport = (one: Node): boolean => one.type === 'ImportDeclaration' || (usesRequire(code) && /\brequire\(/.test(textOf(code, one)))
  const last = body.findLast((one, index) => isImport(one) && body.slice(0, index).every(isImport))
  const next = body[last ? body.indexOf(last) + 1 : 0]
  const at = next ? aboveComments(code, next.start) : code.text.length
  return { file: code.path, start: at, end: at, text }
}
