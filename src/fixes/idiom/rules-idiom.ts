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
  const named = block.functions.find(isOwnerFunction)
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
function isOwnerFunction({ parameters, lets, result }: RulesFunction): boolean {
  const [parameter, ...others] = parameters
  return parameter !== undefined && others.length === 0 && lets.length === 0 && comparesCaller(result, parameter)
}

function comparesCaller(expr: RulesExpr, parameter: string): boolean {
  if (expr.e !== 'binary') return false
  if (expr.op === '&&')
    return (isOpen(expr.a, []) && comparesCaller(expr.b, parameter)) || (isOpen(expr.b, []) && comparesCaller(expr.a, parameter))
  const is = (one: RulesExpr): boolean => one.e === 'name' && one.name === parameter
  return expr.op === '==' && ((isSpelled(expr.a, 'auth', 'uid') && is(expr.b)) || (isSpelled(expr.b, 'auth', 'uid') && is(expr.a)))
}

/** Asks for more. Administrators are let through as before. */
export function narrowed({ text, isOpen: open }: Condition, more: string, { isAdmin }: RulesIdiom): string {
  if (text === undefined || open) return more
  const ways = pieces(text, '||')
  const [one] = ways
  if (ways.length === 1) return both(one!, more)
  return ways.map(way => (isAdmin !== undefined && way === isAdmin ? way : `(${both(way, more)})`)).join(' || ')
}

/** Who asks is said once. */
const both = (way: string, more: string): string =>
  `${way} && ${/request\.auth\b/.test(way) ? more.replace(/^request\.auth != null && /, '') : pieces(more, '||').length > 1 ? `(${more})` : more}`
