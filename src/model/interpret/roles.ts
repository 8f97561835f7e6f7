import { REQUEST_ORIGINS } from '#facts/origin'
import { type ComputedValue, originsIn, type OriginValue, type Value } from '#plugins/value'
import { isRoleTable } from '../read/rows.js'

/** Every origin inside a value. */
export const flat = (value: Value): readonly OriginValue[] => originsIn([value])

const ROLE_WORD =
  /^(is_?)?(super_?)?(admin|staff|owner|moderator|editor|seller|role|roles|permission|permissions|superuser)s?$|_?(role|admin)$/i
/** Property names whose value says what the caller may do. */
export const isRoleName = (name: string | undefined): boolean => name !== undefined && ROLE_WORD.test(name)
/** What leads to such a value: `role`, `user_roles.role_name`, `role.slug`. */
export const isRolePath = (path: readonly string[]): boolean =>
  isRoleName(path.at(-1)) ||
  /^role_?(?:name|key|slug|code|type)$/i.test(path.at(-1) ?? '') ||
  (/^(?:name|key|slug|code|title)$/.test(path.at(-1) ?? '') && /(?:^|_|[a-z](?=R))roles?$/i.test(path.at(-2) ?? ''))

/** A column of the caller's own role, or of what it grants: `role.name`, `rolePermission.permission.resource`. */
export const saysRole = (value: OriginValue): boolean =>
  isRolePath(value.path) ||
  (value.from === 'row' &&
    value.scoped === true &&
    isRoleTable(value.name ?? '') &&
    !/^(?:\*|id|_id|length|created_?at|\w*_id)$/i.test(value.path.at(-1) ?? '*'))

/** `user.role.includes('seller')`: which role it is. */
export function ofOneRole(value: ComputedValue, session: OriginValue): string | undefined {
  const [on, ...asked] = value.of
  const [one] = asked
  if (value.how !== 'call includes' || on !== session || asked.length !== 1 || one?.k !== 'literal') return undefined
  return `\`${session.path.at(-1) ?? 'role'}\` includes \`${String(one.value)}\``
}

/** `LEVELS[user.role] >= LEVELS[needed]`: the caller's role stands on the greater side. */
export function ranked(value: ComputedValue, truthy: boolean): OriginValue | undefined {
  if (!/^[<>]=?$/.test(value.how)) return undefined
  const [greater, less] = value.how.startsWith('>') === truthy ? value.of : value.of.toReversed()
  return less && ownRole(less) ? undefined : greater && ownRole(greater)
}

const ownRole = (value: Value): OriginValue | undefined =>
  flat(value).find(one => (one.from === 'session' || (one.from === 'row' && one.scoped)) && isRolePath(one.path))

/** The role of whoever calls, and nothing that they choose. */
export const isOwnRole = (value: Value): boolean => ownRole(value) !== undefined && !flat(value).some(one => REQUEST_ORIGINS.has(one.from))

/** `ADMIN_EMAILS.includes(user.email)`: named in a list that the code or the environment holds. */
export function isListed(value: ComputedValue, session: OriginValue): boolean {
  const [list] = value.of
  if (
    !/^call (?:includes|has|some)$/.test(value.how) ||
    !list ||
    !/^(?:e?mail|id|sub|uid|user_?id|user_?name|login|phone\w*|wallet\w*|\w*_?address)$/i.test(session.path.at(-1) ?? '')
  )
    return false
  const held = flat(list)
  return held.length ? held.every(one => one.from === 'env') : list.k === 'list' || list.k === 'computed'
}

/** `['admin', 'manager'].includes(user.type)`: a property of whoever is signed in is one of those that the code names. */
export const isOneOf = ({ how, of }: ComputedValue, session: OriginValue): boolean =>
  how === 'call includes' &&
  session.from === 'session' &&
  session.path.length > 0 &&
  of[1] === session &&
  of[0]?.k === 'list' &&
  !of[0].open &&
  of[0].items.length > 0 &&
  of[0].items.every(one => one.k === 'literal' && typeof one.value === 'string')
