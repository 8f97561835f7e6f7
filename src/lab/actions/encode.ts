import { codeWith } from '#database/code'
import { walkTree } from '#database/tree'
import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import type { LabAction, LabRequest } from '../lab.js'

/** What an action takes: a form, the state before it, one object, or a value by name. */
type Parameter = { readonly kind: 'form' | 'state' | 'object' } | { readonly kind: 'value'; readonly name: string }

/** The action of a route, where the build has it. */
export const actionOf = (route: Route, actions: readonly LabAction[]): LabAction | undefined =>
  actions.find(
    action =>
      action.name === route.path && (action.file === '' || action.file === route.at.file || route.at.file.endsWith(`/${action.file}`)),
  )

/** Calls a server action as the browser does: by its id, with its arguments in React's reply format. */
export function encodeAction(
  action: LabAction,
  route: Route,
  source: Source,
  fields: Readonly<Record<string, unknown>>,
  slug: string,
): Omit<LabRequest, 'actor'> {
  const parameters = parametersOf(route, source)
  const path = action.page.replaceAll(/\[+(?:\.\.\.)?(\w+)\]+/g, (_, name: string) => encodeURIComponent(String(fields[name] ?? slug)))
  const headers = { 'next-action': action.id, accept: 'text/x-component' }
  const formAt = parameters.findIndex(one => one.kind === 'form')
  if (formAt >= 0) {
    const plain = parameters.map(one => (one.kind === 'form' ? '$K1' : one.kind === 'state' ? {} : null))
    const boundary = '----seaworthyform'
    // React names the entries of the second argument `1_`, and since 19.2 `_1_`; each leaves the other's alone.
    const parts = [
      ...['_1_', '1_'].flatMap(prefix =>
        Object.entries(fields).map(([name, value]): [string, string] => [
          `${prefix}${name}`,
          typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value),
        ]),
      ),
      ['0', JSON.stringify(plain)],
    ]
    const body = `${parts.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--${boundary}--\r\n`
    return { method: 'POST', path, headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` }, body }
  }
  const values = parameters.map(one =>
    one.kind === 'object' ? fields : one.kind === 'value' ? (fields[one.name] ?? (/slug|path/i.test(one.name) ? slug : 'lab')) : {},
  )
  return { method: 'POST', path, headers: { ...headers, 'content-type': 'text/plain;charset=UTF-8' }, body: JSON.stringify(values) }
}

interface Declared {
  readonly params?: readonly Pattern[]
}
interface Pattern {
  readonly type: string
  readonly name?: string
  readonly left?: Pattern
  readonly typeAnnotation?: { readonly typeAnnotation?: { readonly type: string; readonly typeName?: { readonly name?: string } } }
}

function parametersOf(route: Route, source: Source): readonly Parameter[] {
  const file = codeWith(source, /use server/).find(one => one.path === route.at.file)
  let found: readonly Pattern[] | undefined
  if (file)
    walkTree(file.program, (node, parents) => {
      const parent = parents.at(-1) as unknown as { id?: { name?: string } } | undefined
      const own = node as unknown as { id?: { name?: string } }
      const named =
        node.type === 'FunctionDeclaration'
          ? own.id?.name
          : /^(?:ArrowFunction|Function)Expression$/.test(node.type)
            ? parent?.id?.name
            : undefined
      if (named === route.path) found ??= (node as unknown as Declared).params
    })
  // `export const signIn = validated(schema, …)`: what wraps it is made for `useActionState`, as a rule.
  if (!found) return [{ kind: 'state' }, { kind: 'form' }]
  return found.map((param, index, all): Parameter => {
    const pattern = param.type === 'AssignmentPattern' && param.left ? param.left : param
    const annotation = (param.typeAnnotation ?? pattern.typeAnnotation)?.typeAnnotation
    if (annotation?.typeName?.name === 'FormData' || /^(?:form_?data|fd)$/i.test(pattern.name ?? '')) return { kind: 'form' }
    if (/^_?(?:prev|previous|state|initial)/i.test(pattern.name ?? '') && index === 0 && all.length > 1) return { kind: 'state' }
    if (
      pattern.type === 'ObjectPattern' ||
      annotation?.type === 'TSTypeLiteral' ||
      /^(?:data|input|values|payload|params|body)$/i.test(pattern.name ?? '')
    )
      return { kind: 'object' }
    return { kind: 'value', name: pattern.name ?? '' }
  })
}
