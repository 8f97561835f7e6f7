import type { RulesDoor } from '#database/firebase/door'
import type { RulesExpr, RulesFunction } from '#database/firebase/rules/ast'
import { type Condition, isOpen, isSpelled, pieces, type RulesBlock, type RulesMethod } from './rules-block.js'

/** How the rules of an app say who is who. */
export interface RulesIdiom {
  /** The caller is the one that an expression names. */
  is(whose: string): string
  /** The caller owns the document: the one that is stored, the one that is sent, or both. */
  owns(method: RulesMethod): string | undefined
  /** The new owner is the caller, or the owner stays who it was: nothing where the path names the owner. */
  readonly keepsOwner: string | undefined
  /** `isAdmin()`, where the file has such a function. */
  readonly isAdmin: string | undefined
}

export function rulesIdiom(block: RulesBlock, { owner }: RulesDoor): RulesIdiom {
  const [wildcard] = owner.wildcards
  const [field] = owner.fields
  const named = block.functions.find(one => isOwnerFunction(one, block.functions))
  const admin = block.functions.find(one => one.parameters.length === 0 && /admin|staff|moderator/i.test(one.name))
  const isList = field !== undefined && new RegExp(`\\bin\\s+(?:request\\.)?resource\\.data\\.${field}\\b`).test(block.text)
  const is = (whose: string): string =>
    isList && !wildcard
      ? `request.auth != null && request.auth.uid in ${whose}`
      : named
        ? `${named.name}(${whose})`
        : `request.auth != null && request.auth.uid == ${whose}`
  const keepsOwner = wildcard || !field ? undefined : `request.resource.data.${field} == resource.data.${field}`
  return {
    is,
    owns(method) {
      if (wildcard) return is(wildcard)
      if (!field) return undefined
      if (method === 'create') return is(`request.resource.data.${field}`)
      return method === 'update' && !isList ? `${is(`resource.data.${field}`)} && ${keepsOwner}` : is(`resource.data.${field}`)
    },
    keepsOwner,
    isAdmin: admin && `${admin.name}()`,
  }
}

/** `function isOwner(userId) { return request.auth.uid == userId; }` */
function isOwnerFunction({ parameters, lets, result }: RulesFunction, functions: readonly RulesFunction[]): boolean {
  const [parameter, ...others] = parameters
  return parameter !== undefined && others.length === 0 && lets.length === 0 && comparesCaller(result, parameter, functions)
}

function comparesCaller(expr: RulesExpr, parameter: string, functions: readonly RulesFunction[]): boolean {
  if (expr.e !== 'binary') return false
  if (expr.op === '&&')
    return (
      (isOpen(expr.a, functions) && comparesCaller(expr.b, parameter, functions)) ||
      (isOpen(expr.b, functions) && comparesCaller(expr.a, parameter, functions))
    )
  const is = (one: RulesExpr): boolean => one.e === 'name' && one.name === parameter
  return expr.op === '==' && ((isSpelled(expr.a, 'auth', 'uid') && is(expr.b)) || (isSpelled(expr.b, 'auth', 'uid') && is(expr.a)))
}

/** Asks for more. Whoever is let through for a role is let through as before. */
export function narrowed({ text, isOpen: open, expr }: Condition, more: string, block: RulesBlock): string {
  if (text === undefined || open) return more
  const roles = expr ? [...new Set(rolesIn(expr, block.functions))] : []
  const ways = pieces(text, '||')
  if (roles.every(role => ways.includes(role)))
    return ways.length === 1 ? both(text, more) : ways.map(way => (roles.includes(way) ? way : `(${both(way, more)})`)).join(' || ')
  return both(text, `(${[...roles, pieces(more, '&&').length > 1 ? `(${more})` : more].join(' || ')})`)
}

/** `isAdmin()` in `isOwner(id) || isAdmin()`: one way among others, which asks nothing of the document. */
function rolesIn(expr: RulesExpr, functions: readonly RulesFunction[]): readonly string[] {
  if (expr.e !== 'binary') return []
  if (expr.op === '&&') return [...rolesIn(expr.a, functions), ...rolesIn(expr.b, functions)]
  if (expr.op !== '||') return []
  return [expr.a, expr.b].flatMap(one => {
    const called = one.e === 'call' && one.args.length === 0 ? functions.find(fn => fn.name === one.name) : undefined
    if (!called) return rolesIn(one, functions)
    return JSON.stringify(called.result).includes('"resource"') || isOpen(called.result, functions) ? [] : [`${called.name}()`]
  })
}

/** Who asks is said once, and what stands on lines of its own goes on so. */
function both(way: string, more: string): string {
  const rest = /request\.auth\b/.test(way) ? more.replace(/^request\.auth != null && /, '') : more
  const [line = ' '] = /\r?\n[ \t]*(?=&&|\|\|)/.exec(way) ?? []
  return `${way}${line}&& ${pieces(rest, '||').length > 1 ? `(${rest})` : rest}`
}
