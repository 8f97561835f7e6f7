import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf, specifierFrom } from '../code/bindings.js'
import { type Code, findNodes, indentAt, openCode, textOf } from '../code/code.js'
import { importEdits, type Wanted } from '../code/imports.js'
import { freeNames } from '../code/names.js'
import type { Edit } from '../fix.js'
import { wantedFor } from './apply-guard.js'
import { fileOf, functionBehind } from './function-behind.js'
import { decoratorArgs, decoratorName, decoratorsOf, injectedInto, nestMethod, type NestMethod, verbOf } from './nest-method.js'
import { nestModules, provided } from './nest-modules.js'

/** Decorators by which the app asks who is calling, as they stand somewhere: `@Roles(Role.Admin) @UseGuards(AuthGuard, RolesGuard)`. */
export interface NestGuard {
  readonly level: 'session' | 'role'
  /** Where its names are bound. */
  readonly code: Code
  /** What stands in `@UseGuards(…)`, in order. */
  readonly guards: readonly Node[]
  /** Other decorators, and those that put guards on by themselves. */
  readonly others: readonly Node[]
  /** As people read it. */
  readonly text: string
  readonly classes: readonly GuardClass[]
}

interface GuardClass {
  readonly name: string
  readonly asks: readonly (string | undefined)[]
  readonly text: string
}

/** Guards of the app's own routes; what open routes carry as well is none. */
export function nestGuards(routes: readonly Route[], source: Source): readonly NestGuard[] {
  const methods = routes.flatMap(route => {
    const code = route.framework === 'nest' && !route.unreached ? openCode(source, route.at.file) : undefined
    const found = code && nestMethod(code, route)
    return found ? [{ route, ...found }] : []
  })
  const innocent = new Set(
    methods
      .filter(one => /^(?:open|public|weak|unknown)$/.test(one.route.auth))
      .flatMap(one => [...decoratorsOf(one.controller), ...decoratorsOf(one.method)].map(each => textOf(one.code, each))),
  )
  const found = new Map<string, NestGuard>()
  const add = (guard: NestGuard | undefined) => {
    if (guard && !found.has(`${guard.level} ${guard.text}`)) found.set(`${guard.level} ${guard.text}`, guard)
  }
  for (const { route, code, controller, method } of methods) {
    if (!/^(?:session|role|owner)$/.test(route.auth)) continue
    const asking = [...decoratorsOf(controller), ...decoratorsOf(method)].filter(
      one => !innocent.has(textOf(code, one)) && isAsking(code, one, source),
    )
    const made = asking.find(one => composite(code, one, source))
    const guards = made ? [] : asking.filter(isUseGuards).flatMap(decoratorArgs)
    const others = made ? [made] : asking.filter(one => !isUseGuards(one))
    add(guardOf(route.auth === 'role' ? 'role' : 'session', code, guards, others, source))
    const inner = made && composite(code, made, source)
    const [first, ...more] = inner ? inner.guards : guards
    if (first && more.length > 0) add(guardOf('session', inner?.code ?? code, [first], [], source))
  }
  for (const guard of staffClasses(source)) add(guard)
  return [...found.values()].toSorted((a, b) => a.text.length - b.text.length)
}

const namesIn = (made: ReturnType<typeof composite>): readonly string[] => made?.guards.map(one => textOf(made.code, one)) ?? []

const isUseGuards = (decorator: Node): boolean => decoratorName(decorator) === 'UseGuards'

/** `@UseGuards(…)`, or a decorator of the app whose name speaks of who may. */
const isAsking = (code: Code, decorator: Node, source: Source): boolean => {
  const name = decoratorName(decorator) ?? ''
  const from = bindingsOf(code).get(name)?.from
  return isUseGuards(decorator) || (ASKS.test(name) && from !== undefined && fileOf(source, code, from) !== undefined)
}

const ASKS = /auth|role|permission|admin|staff|access|scope|polic|guard/i

/** `applyDecorators(Roles(…), UseGuards(…))`. https://docs.nestjs.com/custom-decorators#decorator-composition */
function composite(code: Code, decorator: Node, source: Source): { readonly code: Code; readonly guards: readonly Node[] } | undefined {
  const made = decorator.expression as Node
  const found = made.type === 'CallExpression' && !isUseGuards(decorator) ? functionBehind(code, made.callee as Node, source) : undefined
  if (!found) return undefined
  const calls = findNodes(found.code, one => one.type === 'CallExpression', found.fn)
  const use = calls.find(one => nameOf(one.callee) === 'UseGuards')
  const isComposed = calls.some(one => nameOf(one.callee) === 'applyDecorators')
  return use && isComposed ? { code: found.code, guards: use.arguments as Node[] } : undefined
}

function guardOf(
  level: NestGuard['level'],
  code: Code,
  guards: readonly Node[],
  others: readonly Node[],
  source: Source,
): NestGuard | undefined {
  if (guards.length + others.length === 0) return undefined
  const inner = others.flatMap(one => composite(code, one, source) ?? [])
  const classes = [
    ...guards.map(one => classOf(code, one, source)),
    ...inner.flatMap(one => one.guards.map(each => classOf(one.code, each, source))),
  ]
  if (classes.length === 0 || classes.includes(undefined)) return undefined
  return { level, code, guards, others, text: spelled(code, guards, others), classes: classes as GuardClass[] }
}

function spelled(code: Code, guards: readonly Node[], others: readonly Node[]): string {
  const use = guards.length > 0 ? [`@UseGuards(${guards.map(one => textOf(code, one)).join(', ')})`] : []
  return [...others.map(one => textOf(code, one)), ...use].join(' ')
}

/** A class of the app, or `AuthGuard('jwt')` of Passport, which asks to be handed nothing. */
function classOf(code: Code, node: Node, source: Source): GuardClass | undefined {
  if (node.type === 'CallExpression') return isOfTokens(code, node) ? { name: textOf(code, node), asks: [], text: '' } : undefined
  const name = node.type === 'Identifier' ? (node.name as string) : undefined
  const binding = name === undefined ? undefined : bindingsOf(code).get(name)
  const where = binding && (binding.kind === 'local' ? code : fileOf(source, code, binding.from))
  const klass = where && findNodes(where, one => one.type === 'ClassDeclaration' && nameOf(one.id) === (binding.imported || name))[0]
  const parent = klass?.superClass as Node | null | undefined
  if (!klass || (parent?.type === 'CallExpression' && !isOfTokens(where, parent))) return undefined
  return { name: name!, asks: injectedInto(klass), text: textOf(where, klass) }
}

/** `AuthGuard('jwt')` of Passport; `'google'` and `'local'` stand where people sign in, `'jwt-refresh'` where a token is made anew. */
const isOfTokens = (code: Code, call: Node): boolean =>
  /passport/.test(bindingsOf(code).get(nameOf(call.callee) ?? '')?.from ?? '') &&
  /^(?:jwt|bearer|http-bearer|access|at|auth0?)\b(?!.*refresh)/i.test(String(literalOf((call.arguments as Node[])[0]) ?? ''))

/** A guard that asks for staff by itself, though no route uses it yet. */
function staffClasses(source: Source): readonly NestGuard[] {
  return source.files.flatMap(file => {
    if (file.kind !== 'code' || !/\bcanActivate\s*\(/.test(file.text())) return []
    const code = openCode(source, file.path)!
    return findNodes(code, one => one.type === 'ClassDeclaration').flatMap(klass => {
      const text = textOf(code, klass).replace(/\/\/.*/g, '')
      const id = klass.id as Node | null
      const isExported = code.parents.get(klass)?.type === 'ExportNamedDeclaration'
      if (!id || !isExported || !STAFF_TEST.test(text) || !/canActivate/.test(text) || klass.superClass) return []
      return [
        {
          level: 'role' as const,
          code,
          guards: [id],
          others: [],
          text: `@UseGuards(${nameOf(id)})`,
          classes: [{ name: nameOf(id)!, asks: injectedInto(klass), text }],
        },
      ]
    })
  })
}

const STAFF_TEST = /role\w*\s*[!=]==?\s*[\w.'"]*(?:admin|staff|manager)\b|\.is_?admin\b/i

const STAFF = /admin|staff|moderator|manager|superuser/i

/** Whether it lets staff alone through. */
export const isOfStaff = ({ level, text, classes }: NestGuard): boolean =>
  level === 'role' && (STAFF.test(text) || classes.some(one => STAFF_TEST.test(one.text)))

/** Edits that put a guard before a method; `undefined` where it does not fit, or where Nest could not make it. */
export function guarded(guard: NestGuard, target: NestMethod, source: Source): readonly Edit[] | undefined {
  const { code, controller } = target
  const modules = nestModules(source)
  const home = modules.find(one => one.controllers.includes(nameOf(controller.id) ?? ''))
  const used = modules.filter(one => guard.classes.every(each => one.providers.includes(each.name)) || usesIn(one, guard, source))
  if (!home) return undefined
  const handed = used.includes(home)
    ? []
    : provided(
        guard.classes.flatMap(one => one.asks),
        home,
        used,
        modules,
        source,
      )
  const wanted = handed && wantedBy(guard, target)
  const imports = wanted && importEdits(code, wanted)
  const placed = imports && placedOn(guard, target, source)
  return placed && [...instead(code, imports, placed), ...handed, ...placed]
}

/** A controller of the module that carries the same guards: what they ask for is there. */
const usesIn = (module: { readonly controllers: readonly string[] }, guard: NestGuard, source: Source): boolean =>
  source.files.some(
    file =>
      file.kind === 'code' &&
      module.controllers.some(name => file.text().includes(`class ${name}`)) &&
      (guard.others.length > 0 && guard.guards.length === 0
        ? guard.others.every(one => file.text().includes(`@${decoratorName(one)}(`))
        : guard.classes.every(one => new RegExp(`@UseGuards\\([^)]*\\b${one.name}\\b`).test(file.text()))),
  )

function wantedBy(guard: NestGuard, { code, method, controller }: NestMethod): readonly Wanted[] | undefined {
  const nodes = [...guard.guards, ...guard.others]
  const names = [...freeNames(nodes)].filter(name => bindingsOf(code).get(name)?.kind !== 'local' || guard.code.path === code.path)
  const own = names.filter(name => bindingsOf(guard.code).get(name)?.kind === 'local' && guard.code.path !== code.path)
  const bound = wantedFor(
    names.filter(name => !own.includes(name)),
    guard.code,
    code,
  )
  const needsUse = guard.guards.length > 0 && ![...decoratorsOf(method), ...decoratorsOf(controller)].some(isUseGuards)
  return (
    bound && [
      ...(needsUse ? [{ name: 'UseGuards', kind: 'named' as const, from: '@nestjs/common' }] : []),
      ...bound,
      ...own.map(name => ({ name, kind: 'named' as const, from: addressOf(guard.code.path, code) })),
    ]
  )
}

/** As the file names others: from `src/`, where it does so, or from where it stands. */
function addressOf(path: string, code: Code): string {
  const plain = path.replace(/\.ts$/, '')
  const root = /^(.*?)src\//.exec(code.path)?.[0]
  if (root && plain.startsWith(root) && /from ['"]src\//.test(code.text)) return `src/${plain.slice(root.length)}`
  return specifierFrom(`./${plain.split('/').at(-1)!}`, path, code.path)
}

function placedOn(guard: NestGuard, { code, controller, method }: NestMethod, source: Source): readonly Edit[] | undefined {
  const [around, own] = [decoratorsOf(controller), decoratorsOf(method)]
  const verb = verbOf(method)
  if (!verb) return undefined
  const edits: Edit[] = []
  const lines: string[] = []
  for (const one of guard.others) {
    const text = textOf(guard.code, one)
    const same = own.filter(each => decoratorName(each) === decoratorName(one))
    if (same.some(each => textOf(code, each) === text)) continue
    // Other roles are asked for there: which are meant is not for a repair to say.
    if (same.length > 0) return undefined
    lines.push(text)
  }
  const texts = guard.guards.map(one => textOf(guard.code, one))
  // What stands there and is no guard is what was meant to be one.
  const hollow = around.filter(isUseGuards).flatMap(one => decoratorArgs(one).filter(each => functionBehind(code, each, source)))
  if (hollow.length > 0) {
    if (guard.level !== 'session' || texts.length !== 1 || hollow.length > 1 || lines.length > 0) return undefined
    return [{ file: code.path, start: hollow[0]!.start, end: hollow[0]!.end, text: texts[0]! }]
  }
  const outer = around.filter(isUseGuards).flatMap(one => decoratorArgs(one).map(each => textOf(code, each)))
  const use = own.find(isUseGuards)
  const present = use ? decoratorArgs(use).map(each => textOf(code, each)) : []
  const missing = texts.filter(one => !outer.includes(one) && !present.includes(one))
  if (use && missing.length > 0) {
    const last = decoratorArgs(use).at(-1)
    if (!last) return undefined
    edits.push({ file: code.path, start: last.end, end: last.end, text: missing.map(one => `, ${one}`).join('') })
  } else if (missing.length > 0) lines.push(`@UseGuards(${missing.join(', ')})`)
  // What puts guards on by itself takes the place of those that it brings.
  const brought = guard.others.flatMap(one => namesIn(composite(guard.code, one, source)))
  const bare = use && lines.length === 1 && missing.length === 0 && present.length > 0 && present.every(one => brought.includes(one))
  if (bare) return [{ file: code.path, start: use.start, end: use.end, text: lines[0]! }]
  const margin = indentAt(code, verb.start)
  if (lines.length > 0)
    edits.push({ file: code.path, start: verb.end, end: verb.end, text: lines.map(one => `\n${margin}${one}`).join('') })
  return edits.length > 0 ? edits : undefined
}

/** An import that is not needed any more makes place for the one that is. */
function instead(code: Code, imports: readonly Edit[], placed: readonly Edit[]): readonly Edit[] {
  const taken = placed.find(one => one.end > one.start)
  const name = taken && code.text.slice(taken.start, taken.end)
  const node = name === undefined ? undefined : bindingsOf(code).get(name)?.node
  const [line] = imports
  const uses = findNodes(code, one => one.type === 'Identifier' && one.name === name && one.start !== taken?.start)
  const isAlone = node?.type === 'ImportDeclaration' && (node.specifiers as Node[]).length === 1
  if (!isAlone || imports.length !== 1 || !line!.text.startsWith('\n') || uses.some(one => one.start > node.end)) return imports
  return [{ file: code.path, start: node.start, end: node.end, text: line!.text.slice(1) }]
}
