import type { Place } from '#base/place'
import type { Run, World } from '#plugins/plugin'
import { type ClassValue, origin, type FunctionValue, type ObjectValue, type Value } from '#plugins/value'
import type { Source, SourceFile } from '#source/source'
import type { BrowserUnit } from './app-model.js'
import { effectOf } from './convert/effect.js'
import { browserLines } from './env/server-parts.js'
import { isTest } from './load/test-files.js'
import type { Tables } from './routes/route.js'

const DOOR = /\bsupabase\b|firebase|createClient\s*\(/

/** Whether browser code may ask a database by itself, so that it is run. */
export const isDoor = (file: SourceFile): boolean => file.kind === 'code' && !isTest(file.path) && DOOR.test(file.text())

/**
 * What browser code asks of the database by itself. Each function that is not part of another is run on its own, with
 * arguments that the person at the keyboard chooses.
 */
export function browserUnits(source: Source, files: ReadonlySet<string>, world: World, tables: Tables): BrowserUnit[] {
  const units: BrowserUnit[] = []
  for (const file of source.files) {
    if (!files.has(file.path) || !isDoor(file)) continue
    const exports = world.load(file.path)
    const lines = browserLines(file)
    for (const unit of functionsOf(file.path, exports, world.run())) {
      // Bundlers leave it on the server.
      if (lines && !lines.has(unit.fact.l)) continue
      const run = world.run()
      runWithHandlers(unit, run)
      const effects = run.effects.filter(
        effect =>
          effect.kind === 'query' ||
          effect.kind === 'send' ||
          (effect.kind === 'respond' && effect.how === 'html') ||
          effect.kind === 'session',
      )
      if (effects.length)
        units.push({
          name: unit.fact.name || 'anonymous',
          at: placeOf(unit),
          effects: effects.map(effect => effectOf(effect, tables.nameOf)),
        })
    }
  }
  return units
}

/**
 * A component, and then what it declares and nothing called: `useEffect(() => { load() })` stands above `const load`, which is
 * not there yet when the component is drawn.
 */
function runWithHandlers(unit: FunctionValue, run: Run): void {
  const made: FunctionValue[] = []
  run.functionMade = one => {
    if (one.file === unit.file && one.fact.name) made.push(one)
  }
  callByHand(unit, run)
  for (const one of made) if (!run.called.has(one.fact)) run.branch([], () => callByHand(one, run))
}

const callByHand = (one: FunctionValue, run: Run): void =>
  void run.call(
    one,
    one.fact.params.map(() => origin('client')),
    placeOf(one),
  )

const placeOf = ({ file, fact }: FunctionValue): Place => ({ file, line: fact.l })

/** Exported functions and the module's own: hooks and components, whose callbacks run as part of them, and what services are able to do. */
function functionsOf(file: string, exports: Value | undefined, run: Run): FunctionValue[] {
  const exported = exports?.k === 'object' ? [...exports.props.values()] : []
  const first = exported.flatMap(value => actionsOf(value, file, run))[0]
  const all = [...exported, ...(first?.scope.vars.values() ?? [])].flatMap(value => actionsOf(value, file, run))
  return [...new Map(all.map(value => [value.fact, value])).values()]
}

/** What can be called of a value: itself, or `orders.cancel` of `const orders = { cancel() {…} }`, of a class or of an object made of one. */
function actionsOf(value: Value, file: string, run: Run): FunctionValue[] {
  const found = value.k === 'object' || value.k === 'class' ? methodsOf(value, run) : [value]
  return found.filter((one): one is FunctionValue => one.k === 'function' && one.file === file)
}

function methodsOf(value: ObjectValue | ClassValue, run: Run): Value[] {
  const cls = value.k === 'class' ? value : value.cls
  const declared = (cls?.fact.members ?? []).filter(member => member.kind === 'method' && member.static === (value.k === 'class'))
  const names = new Set([...value.props.keys(), ...declared.map(member => member.name)])
  return [...names].map(name => {
    const method = run.get(value, name)
    return method.k === 'function' ? { ...method, self: method.self ?? value } : method
  })
}
