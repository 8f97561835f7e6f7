import type { Run } from '../plugin.js'
import { library, type Value } from '../value.js'
import type { Binding } from './bindings.js'

/** A provider as tsyringe, TypeDI and Nest write it. Undefined: it is none. */
export function providerOf(run: Run, of: Value): Binding | undefined {
  if (of.k !== 'object') return undefined
  const told = (...keys: readonly string[]): Value | undefined => keys.map(key => of.props.get(key)).find(one => one !== undefined)
  const made = told('useClass', 'type')
  if (made?.k === 'class' || made?.k === 'library') return { kind: 'class', of: made }
  const value = told('useValue', 'value')
  if (value) return { kind: 'value', value }
  const by = told('useFactory', 'factory')
  const from = run.get(of, 'inject')
  if (by) return { kind: 'made', by, from: from.k === 'list' ? from.items : [], given: [library('inject:container', 'container', {})] }
  const other = told('useExisting', 'useToken')
  return other && { kind: 'alias', of: other }
}
