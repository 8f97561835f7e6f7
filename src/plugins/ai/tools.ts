import type { Place } from '#base/place'
import type { LibraryCall } from '../plugin.js'
import { isCallable } from '../send.js'
import { origin, originsIn, UNKNOWN, type FunctionValue, type Value } from '../value.js'

/** What a model wrote: its answer, or the arguments that it gives to a tool. */
export const written = (at: Place, path: readonly string[] = []): Value => origin('model', path, { at })

/** Runs every tool that a model was given, with arguments of the model's choice, so that it is seen what it can do. */
export function runTools(call: LibraryCall, tools: Value | undefined): void {
  for (const [name, tool] of toolsOf(tools)) {
    const execute = executeOf(call, tool)
    if (!execute) continue
    call.run.branch([], () => {
      const result = call.run.call(named(execute, name), [written(call.at, ['input']), UNKNOWN], call.at)
      // The model is told what the tool found, under what held when it was returned: `order.userId === userId`.
      for (const one of result.k === 'either' ? result.of : [{ value: result, facts: [] }])
        if (originsIn([one.value]).some(found => found.from === 'row'))
          call.run.branch(one.facts, () =>
            call.run.emit({ kind: 'send', service: 'ai', operation: 'tool.result', input: one.value }, call.at),
          )
    })
  }
}

function toolsOf(tools: Value | undefined): (readonly [string, Value])[] {
  switch (tools?.k) {
    case 'object':
      return [...tools.props, ...tools.spreads.flatMap(toolsOf)]
    case 'list':
      return tools.items.map(tool => [nameOf(tool), tool] as const)
    case 'either':
      return tools.of.flatMap(one => toolsOf(one.value))
    case 'library':
      return tools.result ? toolsOf(tools.result) : []
    default:
      return []
  }
}

function nameOf(tool: Value): string {
  const name = tool.k === 'object' ? tool.props.get('name') : undefined
  return name?.k === 'literal' ? String(name.value) : ''
}

function executeOf(call: LibraryCall, tool: Value): Value | undefined {
  if (tool.k !== 'object' && tool.k !== 'either') return undefined
  for (const key of ['execute', 'func', 'run', 'callback']) {
    const found = call.run.get(tool, key)
    if (isCallable(found) || found.k === 'either') return found
  }
  // `runTools` of OpenAI's SDK: `{ type: 'function', function: { name, function } }`.
  const inner = call.run.get(tool, 'function')
  return inner.k === 'object'
    ? isCallable(inner.props.get('function'))
      ? inner.props.get('function')
      : undefined
    : isCallable(inner)
      ? inner
      : undefined
}

/** The trail of what a tool does says which tool it was. */
function named(execute: Value, name: string): Value {
  if (execute.k !== 'function' || !name) return execute
  const tool: FunctionValue = { ...execute, fact: { ...execute.fact, name: `tool ${name}` } }
  return tool
}
