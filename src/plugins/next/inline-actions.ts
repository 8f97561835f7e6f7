import { hasDirective } from '#source/directive'
import type { SourceFile } from '#source/source'
import type { RouteDeclaration, World } from '../plugin.js'
import { type Fact, type FunctionValue, object, origin, type Value } from '../value.js'
import { argumentsFor, runAction } from './action.js'
import type { Placed } from './placed.js'

interface Made {
  readonly action: FunctionValue
  /** What held where the component made it: nobody else is handed it. */
  readonly facts: readonly Fact[]
}

const GIVEN = object([
  ['params', origin('params')],
  ['searchParams', origin('query')],
])

/** `<form action={async form => { 'use server'; … }}>`: actions that a component makes as it is drawn. */
export function* inlineActions(file: SourceFile, exports: Value, world: World, before?: Placed['before']): Generator<RouteDeclaration> {
  if (exports.k !== 'object' || hasDirective(file, 'use server') || hasDirective(file, 'use client')) return
  const names = new Set<string>()
  for (const [name, component] of exports.props) {
    if (component.k !== 'function' || component.fact.directives.includes('use server')) continue
    const drawer = component.fact.name || name
    for (const { action, facts } of madeBy(component, file, world)) {
      const plain = action.fact.name || `${drawer} action`
      const path = names.has(plain) ? `${plain} ${action.fact.l}` : plain
      names.add(path)
      const at = { file: file.path, line: action.fact.l }
      yield {
        method: 'ACTION',
        path,
        kind: 'action',
        framework: 'next',
        at,
        handle: run => {
          before?.(run, 'POST')
          for (const fact of facts) run.assume(fact)
          runAction(run, action, argumentsFor(action), at)
        },
      }
    }
  }
}

function madeBy(component: FunctionValue, file: SourceFile, world: World): readonly Made[] {
  const made = new Map<number, Made>()
  const at = { file: file.path, line: component.fact.l }
  const run = world.run()
  run.functionMade = action => {
    if (action.file === file.path && action.fact.directives.includes('use server')) made.set(action.fact.l, { action, facts: run.facts })
  }
  run.callHearing(component, [GIVEN], at, drawn => {
    // A declaration is made before anything is asked, and handed out with what is drawn.
    if (drawn.k === 'computed' && drawn.how === 'jsx')
      for (const [line, { action }] of made) if (!action.fact.arrow) made.set(line, { action, facts: run.facts })
  })
  return [...made.values()]
}
