import type { Place } from '#base/place'
import type { FunctionFact } from '#facts/ir'
import { hasDirective } from '#source/directive'
import type { SourceFile } from '#source/source'
import type { RouteDeclaration, Run } from '../plugin.js'
import { type FunctionValue, library, origin, UNDEFINED, type Value } from '../value.js'
import { exportLine } from './placed.js'

/** Functions that the browser may call by themselves, whatever page shows them. */
export function* actions(file: SourceFile, exports: Value): Generator<RouteDeclaration> {
  const isFile = hasDirective(file, 'use server')
  const found = exports.k === 'object' ? [...exports.props] : []
  for (const [name, value] of found) {
    const isAction = isFile || (value.k === 'function' && value.fact.directives.includes('use server'))
    if (!isAction || (value.k !== 'function' && !(value.k === 'library'))) continue
    const declared = value.k === 'function' ? value : undefined
    // `export default save` may stand below the function.
    const lines = [exportLine(file, name), declared?.file === file.path ? declared.fact.l : undefined].filter(line => line !== undefined)
    const at = { file: file.path, line: lines.length ? Math.min(...lines) : 1 }
    yield {
      method: 'ACTION',
      path: name === 'default' ? (declared?.fact.name ?? name) : name,
      kind: 'action',
      framework: 'next',
      at,
      handle: run => runAction(run, value, argumentsFor(declared), at),
    }
  }
}

/** `(formData)` is a form; `(previous, formData)` is how `useActionState` calls; anything else are arguments from the browser. */
export function argumentsFor(value: FunctionValue | undefined): Value[] {
  const params: FunctionFact['params'] = value?.fact.params ?? [{ t: 'none' }, { t: 'none' }]
  const types = value?.fact.types ?? []
  if (!value) return [origin('body', ['state']), library('web:form', '')]
  return params.map((param, index) => {
    const name = param.t === 'id' ? param.n : ''
    if (types[index] === 'FormData' || /^(form_?data|fd)$/i.test(name)) return library('web:form', '')
    return origin('body', name ? [name] : [])
  })
}

/** A server action: what it returns goes to the browser that called it. */
export function runAction(run: Run, action: Value, args: readonly Value[], at: Place): void {
  run.callHearing(action, args, at, (value, place) => {
    if (value === UNDEFINED || value.k === 'literal' || (value.k === 'computed' && value.how === 'jsx')) return
    // An answer of its own has been given already.
    if (value.k === 'library' && value.library === 'web:response') return
    run.emit({ kind: 'respond', how: 'json', status: isRefusal(value) ? 400 : undefined, body: value }, place)
  })
}

/** `{ error: 'Not signed in' }`, `{ success: false }`: actions have no status. */
function isRefusal(value: Value): boolean {
  if (value.k === 'either') return value.of.every(one => isRefusal(one.value))
  if (value.k !== 'object' || value.props.has('data')) return false
  return [...value.props].some(([key, one]) =>
    one.k === 'literal' && !one.value ? /^(?:success|ok)$/.test(key) && one.value === false : /^error|errors?$|error[A-Z_]/.test(key),
  )
}
