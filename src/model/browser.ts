import type { Place } from '#base/place'
import type { Run, World } from '#plugins/plugin'
import { origin, type FunctionValue, type Scope, type Value } from '#plugins/value'
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
    for (const unit of functionsOf(file.path, exports)) {
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

/** Exported functions and the module's own: hooks and components, whose callbacks run as part of them. */
function functionsOf(file: string, exports: Value | undefined): FunctionValue[] {
  const found =
    exports?.k === 'object'
      ? [...exports.props.values()].filter((value): value is FunctionValue => value.k === 'function' && value.file === file)
      : []
  const scope: Scope | undefined = found[0]?.scope
  if (!scope) return found
  const declared = [...scope.vars.values()].filter((value): value is FunctionValue => value.k === 'function' && value.file === file)
  const unique = new Map([...found, ...declared].map(value => [value.fact, value]))
  return [...unique.values()]
}
