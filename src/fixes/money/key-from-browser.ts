import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { above, type Code, findNodes, indentAt, isFunction, openCode, statementAround } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import type { Edit } from '../fix.js'
import { entryInto, propertyOf } from '../idiom/query.js'
import { takenAs } from '../idiom/supabase-data.js'

/** Has every page that calls a function send a key: the same one until an answer came, then another. */
export function keyFromBrowser(name: string, files: readonly string[], key: string, source: Source): readonly Edit[] | undefined {
  const edits: Edit[] = []
  for (const file of files) {
    const code = openCode(source, file)
    const calls = code ? findNodes(code, node => isCallOf(node, name)) : []
    const own = calls.length === 1 ? sentBy(code!, calls[0]!, key) : undefined
    if (!own) return undefined
    edits.push(...own)
  }
  return edits
}

const isCallOf = (node: Node, name: string): boolean =>
  node.type === 'CallExpression' &&
  /\.functions\.invoke$/.test(dotted(node.callee) ?? '') &&
  literalOf((node.arguments as Node[])[0]) === name

function sentBy(code: Code, call: Node, key: string): readonly Edit[] | undefined {
  const body = propertyOf((call.arguments as Node[])[1], 'body')?.value as Node | undefined
  const statement = statementAround(code, call)
  const error = statement && takenAs(statement, 'error')
  const component = [...above(code, call)].filter(isFunction).find(fn => isComponent(code, fn))
  const first = ((component?.body as Node | undefined)?.body as Node[] | undefined)?.[0]
  if (body?.type !== 'ObjectExpression' || !error || !component || !first || declaredIn([component]).has(key)) return undefined
  const react = [...bindingsOf(code).values()].find(one => one.from === 'react')
  const imports =
    react &&
    importEdits(code, [
      { name: 'useRef', kind: 'named', from: 'react' },
      { name: 'FunctionsFetchError', kind: 'named', from: '@supabase/supabase-js' },
    ])
  if (!imports) return undefined
  const { semi } = code.style
  const margin = indentAt(code, statement.start)
  const renew = [
    '// Without an answer the same attempt goes on',
    `if (!(${error} instanceof FunctionsFetchError)) ${key}.current = crypto.randomUUID()${semi}`,
  ]
  return [
    ...imports,
    {
      file: code.path,
      start: first.start,
      end: first.start,
      text: `const ${key} = useRef<string>(crypto.randomUUID())${semi}\n${indentAt(code, first.start)}`,
    },
    entryInto(code, body, `${key}: ${key}.current`),
    { file: code.path, start: statement.end, end: statement.end, text: renew.map(line => `\n${margin}${line}`).join('') },
  ]
}

/** A component or a hook, in which other hooks may be called. */
function isComponent(code: Code, fn: Node): boolean {
  const holder = code.parents.get(fn)
  const name = nameOf(fn.id) ?? (holder?.type === 'VariableDeclarator' ? nameOf(holder.id) : undefined)
  return name !== undefined && /^(?:[A-Z]|use[A-Z])/.test(name) && (fn.body as Node).type === 'BlockStatement'
}
