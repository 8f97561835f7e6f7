import { DENO_MODULES_ON_NPM } from '#base/deno-modules'
import type { FileFacts, ImportFact } from '#facts/ir'
import { library, object, type Scope, UNDEFINED, UNKNOWN, type Value } from '#plugins/value'
import { dataOf } from './data.js'
import { execute } from './execute.js'
import { functionValue } from './evaluate.js'
import type { Machine } from './machine.js'
import { getMember } from './members.js'

export interface Module {
  /** What importing it gives; grows while it loads. */
  readonly exports: () => Value
}

/** Runs a module's top level once, and gives what it exports. */
export function loadModule(file: string, modules: Map<string, Module>, start: () => Machine): Value | undefined {
  const known = modules.get(file)
  if (known) return known.exports()
  const m = start()
  const source = m.world.source.file(file)
  // Styles and pictures are for the bundler.
  if (!source || source.kind === 'text' || source.kind === 'binary' || file.endsWith('.svg')) return undefined
  if (source.kind === 'json') {
    const data = dataOf(source.text())
    if (data) modules.set(file, { exports: () => data })
    return data
  }
  const facts = m.factsOf(file)
  const exports = object()
  const common = object([['exports', exports]])
  const scope: Scope = {
    vars: new Bindings(
      [
        ['module', common],
        ['exports', exports],
        ['this', exports],
      ],
      facts,
      exports.props,
    ),
    parent: undefined,
    find: finder(facts, m),
  }
  const isCommon = !facts.exports.length
  modules.set(file, { exports: () => (isCommon ? (common.props.get('exports') ?? exports) : exports) })
  for (const error of facts.errors.slice(0, 1))
    m.gap({ file, line: error.l }, `does not parse: ${error.message}`, ['routes', 'guards', 'queries'])
  m.inFile(file, () => {
    for (const step of facts.functions[0]?.body ?? []) if (step.s === 'fn') scope.vars.set(step.n, functionValue(step.i, scope, m))
    publish(facts, scope, exports.props, m)
    for (const item of facts.imports) if (!item.type) touch(item.from, m)
    // A module that never finishes loading would be no app: what seems to throw here is a check that passes.
    for (const step of facts.functions[0]?.body ?? []) execute([step], scope, m)
    publish(facts, scope, exports.props, m)
  })
  return modules.get(file)!.exports()
}

/** A module's own variables. What imports one sees what it holds at that moment: `export let db`, given once the app starts. */
class Bindings extends Map<string, Value> {
  readonly #names = new Map<string, string[]>()
  readonly #into: Map<string, Value>

  constructor(entries: readonly (readonly [string, Value])[], facts: FileFacts, into: Map<string, Value>) {
    super()
    this.#into = into
    for (const [name, value] of entries) super.set(name, value)
    for (const item of facts.exports)
      if (item.from === undefined) this.#names.set(item.local!, [...(this.#names.get(item.local!) ?? []), item.name])
  }

  override set(name: string, value: Value): this {
    for (const exported of this.#names.get(name) ?? []) this.#into.set(exported, value)
    return super.set(name, value)
  }

  /** A write that is taken back: there was none. */
  override delete(name: string): boolean {
    for (const exported of this.#names.get(name) ?? []) this.#into.delete(exported)
    return super.delete(name)
  }
}

/** Loads what is imported, for what it does when it is loaded. */
function touch(specifier: string, m: Machine): void {
  const file = m.world.resolve(m.file, specifier)
  if (file) m.world.load(file)
}

function publish(facts: FileFacts, scope: Scope, into: Map<string, Value>, m: Machine): void {
  for (const item of facts.exports) {
    if (item.from === undefined) {
      const value = scope.vars.get(item.local!) ?? scope.find?.(item.local!)
      if (value) into.set(item.name, value)
      continue
    }
    const target = m.world.resolve(m.file, item.from)
    const value = target ? (m.world.load(target) ?? UNKNOWN) : library(packageName(item.from), '')
    if (item.name !== '*') into.set(item.name, item.imported === '*' ? value : getMember(m, value, item.imported!))
    else if (value.k === 'object') for (const [key, inner] of value.props) if (key !== 'default') into.set(key, inner)
  }
}

/** Imports are looked up when they are used, so that modules that import each other both work. */
function finder(facts: FileFacts, m: Machine): (name: string) => Value | undefined {
  const byName = new Map(facts.imports.filter(item => !item.type).map(item => [item.local, item]))
  const targets = new Map<string, { readonly file: string | undefined; readonly package: string }>()
  const targetOf = (from: string): { readonly file: string | undefined; readonly package: string } => {
    let target = targets.get(from)
    if (!target) targets.set(from, (target = { file: m.world.resolve(facts.file, from), package: packageName(from) }))
    return target
  }
  return name => {
    const item = byName.get(name)
    if (!item) return name === 'require' ? library('global', 'require') : undefined
    const target = targetOf(item.from)
    const { file } = target
    if (!file) {
      const client = lostClient(item, m)
      if (client) return client
      const root = library(target.package, '')
      return item.name === '*' || item.name === 'default' ? root : getMember(m, root, item.name)
    }
    const exports = m.world.load(file) ?? UNKNOWN
    if (item.name === '*') return exports
    const value = getMember(m, exports, item.name)
    // The default import of a CommonJS module, or of a file of data, is the whole of it.
    return item.name === 'default' && (exports.k === 'list' || isMissing(value)) ? exports : value
  }
}

/** The client of a schema that is there, out of a file of the app's own that is not: what is asked of it can be read all the same. */
const lostClient = (item: ImportFact, m: Machine): Value | undefined =>
  /^[.@~#]{1,2}\//.test(item.from) && /^prisma(?:client)?$/i.test(item.local) && m.world.source.files.some(one => one.kind === 'prisma')
    ? library('prisma:client', 'client')
    : undefined

const isMissing = (value: Value): boolean =>
  value === UNDEFINED || value.k === 'unknown' || (value.k === 'literal' && value.value === undefined)

/** What stands at deno.land under this name, by its name on npm; Deno's own client of Postgres is not the one that has its name there. */
const ofDeno = (name: string): string => (name === 'postgres' ? 'deno-postgres' : (DENO_MODULES_ON_NPM[name] ?? name))

/** The package behind any way to write an import: `node:fs`, `npm:stripe@14`, `https://esm.sh/stripe@14?target=deno`, `https://deno.land/x/zod@v3.22.4/mod.ts`. */
export function packageName(specifier: string): string {
  // The client that Prisma generates into the app's own folders, where git seldom follows.
  if (/^[.@~#/].*(?:generated\/(?:prisma|client)|\.prisma\/client|prisma\/generated)/.test(specifier)) return '@prisma/client'
  const bare = specifier
    .replace(/^node:/, '')
    .replace(/^(npm|jsr):\/?/, '')
    .replace(/^https?:\/\/(esm\.sh|cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm|unpkg\.com|cdn\.esm\.sh)\/(v\d+\/|stable\/)?/, '')
    .replace(/[?#].*$/, '')
    .replace(/^https?:\/\/deno\.land\/x\/([\w-]+)(?:@[^/]*)?\/.*$/, (_, name: string) => ofDeno(name))
  if (/^https?:/.test(bare)) return bare.replace(/@v?\d[^/]*(?=\/)/, '')
  const parts = bare.split('/')
  const name = bare.startsWith('@') ? `${parts[0]}/${(parts[1] ?? '').replace(/@.*$/, '')}` : parts[0]!.replace(/@.*$/, '')
  const rest = parts.slice(bare.startsWith('@') ? 2 : 1).join('/')
  return rest ? `${name}/${rest}` : name
}
