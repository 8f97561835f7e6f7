import { posix } from 'node:path'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf, specifierFrom } from '../code/bindings.js'
import { type Code, findNodes, indentAt, openCode, textOf } from '../code/code.js'
import { importEdits, type Wanted } from '../code/imports.js'
import type { Edit } from '../fix.js'
import { entryInto, propertyOf } from './query.js'
import { wantedFor } from './apply-guard.js'
import { fileOf } from './function-behind.js'
import { decoratorArgs, decoratorName, decoratorsOf, injectedInto } from './nest-method.js'

/** A module, with the names in its lists: `UsersModule`, and `JwtModule` of `JwtModule.register({})`. https://docs.nestjs.com/modules */
export interface NestModule {
  readonly code: Code
  readonly name: string
  readonly isGlobal: boolean
  readonly options: Node
  readonly imports: readonly string[]
  readonly controllers: readonly string[]
  readonly providers: readonly string[]
  readonly exports: readonly string[]
}

export function nestModules(source: Source): readonly NestModule[] {
  return source.files
    .filter(file => file.kind === 'code' && /@Module\(/.test(file.text()))
    .flatMap(file => {
      const code = openCode(source, file.path)
      return code ? findNodes(code, node => node.type === 'ClassDeclaration').flatMap(one => moduleOf(code, one) ?? []) : []
    })
}

function moduleOf(code: Code, klass: Node): NestModule | undefined {
  const decorators = decoratorsOf(klass)
  const [options] = decorators.filter(one => decoratorName(one) === 'Module').flatMap(decoratorArgs)
  const name = nameOf(klass.id)
  if (options?.type !== 'ObjectExpression' || !name) return undefined
  const listed = (key: string): readonly string[] => listOf(options, key)?.flatMap(item => named(item) ?? []) ?? []
  return {
    code,
    name,
    options,
    isGlobal: decorators.some(one => decoratorName(one) === 'Global'),
    imports: listed('imports'),
    controllers: listed('controllers'),
    providers: listed('providers'),
    exports: listed('exports'),
  }
}

function listOf(options: Node, key: string): readonly Node[] | undefined {
  const list = propertyOf(options, key)?.value as Node | undefined
  return list?.type === 'ArrayExpression' ? (list.elements as Node[]).filter(one => one !== null) : undefined
}

/** `X`, `X.forRoot()`, `{ provide: X, … }`. */
function named(item: Node): string | undefined {
  if (item.type === 'Identifier') return item.name as string
  if (item.type === 'CallExpression' && (item.callee as Node).type === 'MemberExpression') return nameOf((item.callee as Node).object)
  const provided = item.type === 'ObjectExpression' ? (propertyOf(item, 'provide')?.value as Node | undefined) : undefined
  return provided?.type === 'Identifier' ? (provided.name as string) : undefined
}

/** What packages provide under another name than their module's. */
const OF_PACKAGE: Readonly<Record<string, string>> = { JwtService: 'JwtModule', ConfigService: 'ConfigModule' }

/** Edits that let a module hand out what a guard asks for: none where it does so already, `undefined` where no module can. */
export function provided(
  wanted: readonly (string | undefined)[],
  target: NestModule,
  homes: readonly NestModule[],
  all: readonly NestModule[],
  source: Source,
): readonly Edit[] | undefined {
  const missing = [...new Set(wanted.filter(one => one === undefined || !resolves(one, target, all)))]
  if (missing.length === 0) return []
  if (missing.includes(undefined)) return undefined
  const names = missing as readonly string[]
  const listed = listedToo(names, target, all, source)
  if (listed) return listed
  // The module whose own they are before one that only has them from there.
  const own = (home: NestModule): number => names.filter(one => home.providers.includes(one)).length
  for (const home of homes.toSorted((a, b) => own(b) - own(a))) {
    if (names.some(one => !resolves(one, home, all)) || reaches(home, target.name, all)) continue
    const given = names.map(one => {
      if (home.providers.includes(one)) return one
      if (home.imports.includes(OF_PACKAGE[one] ?? '')) return OF_PACKAGE[one]!
      return home.imports.find(name => all.some(other => other.name === name && handsOut(one, other)))
    })
    if (given.includes(undefined)) continue
    const exported = [...new Set(given as string[])].filter(one => !home.exports.includes(one))
    const imported = target.imports.includes(home.name) ? [] : importEdits(target.code, [wantedModule(home, target)])
    const edits = [
      ...(target.imports.includes(home.name) ? [] : [added(target, 'imports', [home.name])]),
      ...(exported.length > 0 ? [added(home, 'exports', exported)] : []),
    ]
    if (imported && edits.every(one => one !== undefined)) return [...imported, ...edits]
  }
  return undefined
}

/** In an app whose modules each list the services that they need, this one does so too. */
function listedToo(names: readonly string[], target: NestModule, all: readonly NestModule[], source: Source): readonly Edit[] | undefined {
  const wanted: Wanted[] = []
  for (const name of names) {
    const others = all.filter(one => one.providers.includes(name))
    const known = others.map(one => bindingsOf(one.code).get(name)).find(one => one !== undefined && one.kind === 'named')
    const where = known && others.map(one => fileOf(source, one.code, known.from)).find(one => one !== undefined)
    const klass = where && findNodes(where, one => one.type === 'ClassDeclaration' && nameOf(one.id) === name)[0]
    if (others.length < 2 || !klass) return undefined
    if (!injectedInto(klass).every(one => one !== undefined && resolves(one, target, all))) return undefined
    wanted.push(
      ...(wantedFor([name], others.find(one => bindingsOf(one.code).get(name) === known)?.code ?? others[0]!.code, target.code) ?? []),
    )
  }
  const imports = wanted.length === names.length ? importEdits(target.code, wanted) : undefined
  const edit = imports && added(target, 'providers', names)
  return edit && [...imports, edit]
}

function wantedModule(home: NestModule, target: NestModule) {
  const file = `./${posix.basename(home.code.path).replace(/\.ts$/, '')}`
  return { name: home.name, kind: 'named' as const, from: specifierFrom(file, home.code.path, target.code.path) }
}

/** Nest hands `Reflector` to whoever asks. */
const resolves = (name: string, module: NestModule, all: readonly NestModule[]): boolean =>
  name === 'Reflector' ||
  module.providers.includes(name) ||
  module.imports.includes(OF_PACKAGE[name] ?? '') ||
  all.some(one => (one.isGlobal || module.imports.includes(one.name)) && handsOut(name, one)) ||
  all.some(one => isGlobally(OF_PACKAGE[name], one))

const handsOut = (name: string, module: NestModule): boolean =>
  module.exports.includes(name) || module.exports.includes(OF_PACKAGE[name] ?? '')

/** `JwtModule.register({ global: true })`, `ConfigModule.forRoot({ isGlobal: true })`. */
const isGlobally = (name: string | undefined, module: NestModule): boolean =>
  name !== undefined &&
  (listOf(module.options, 'imports') ?? []).some(
    item => named(item) === name && /\b(?:isGlobal|global)\s*:\s*true\b/.test(textOf(module.code, item)),
  )

/** Two modules that import each other do not start. */
function reaches(from: NestModule, name: string, all: readonly NestModule[], seen: Set<string> = new Set()): boolean {
  if (from.name === name) return true
  if (seen.has(from.name)) return false
  seen.add(from.name)
  return from.imports.some(one => all.some(other => other.name === one && reaches(other, name, all, seen)))
}

function added({ code, options }: NestModule, key: string, names: readonly string[]): Edit | undefined {
  const list = listOf(options, key)
  const text = names.join(', ')
  if (list) {
    const last = list.at(-1)
    const open = (propertyOf(options, key)!.value as Node).start + 1
    const isTall = last && code.text.slice(open, last.end).includes('\n')
    if (isTall)
      return {
        file: code.path,
        start: last.end,
        end: last.end,
        text: `,\n${indentAt(code, last.start)}${names.join(`,\n${indentAt(code, last.start)}`)}`,
      }
    return last ? { file: code.path, start: last.end, end: last.end, text: `, ${text}` } : { file: code.path, start: open, end: open, text }
  }
  if (propertyOf(options, key)) return undefined
  const first = (options.properties as Node[])[0]
  if (!first) return undefined
  if (key !== 'imports') return entryInto(code, options, `${key}: [${text}]`)
  return { file: code.path, start: first.start, end: first.start, text: `imports: [${text}],\n${indentAt(code, first.start)}` }
}
