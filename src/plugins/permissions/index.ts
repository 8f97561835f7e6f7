import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, UNDEFINED, type Value } from '../value.js'
import { inRole } from '../verified.js'

/** Questions whose answer says whether the caller may, by the names that the packages give them. */
const ASKS = /^(?:can|may|isAllowed|allowed|enforce|check|permission|areAnyRolesAllowed|hasPermission)$/

/**
 * Packages that say who may do what: AccessControl, CASL, Casbin, role-acl and easy-rbac. What a route asks of them is a
 * role; which rules they were given is not looked at. https://casl.js.org, https://casbin.org, https://onury.io/accesscontrol
 */
export default definePlugin({
  name: 'permissions',
  libraries: ['accesscontrol', '@casl/ability', '@casl/prisma', '@casl/mongoose', 'casbin', 'role-acl', 'easy-rbac', 'permissions:answer'],
  get(of, key) {
    return of.library === 'permissions:answer' && key === 'granted' ? answered(of.data['call'] as LibraryCall, true) : undefined
  },
  call(call) {
    if (call.library === 'permissions:answer' || call.isNew) return undefined
    // `ac.can(role).readAny('orders').granted`
    if (/^(?:create|read|update|delete|execute)(?:Any|Own)?$/.test(call.method) && /(^|\.)can\(\)/.test(call.path))
      return library('permissions:answer', 'answer', { call })
    if (call.method === 'throwUnlessCan') {
      call.run.assume(inRole(call.at, how(call), 'permission'))
      return UNDEFINED
    }
    if (call.method === 'cannot') return answered(call, false)
    // AccessControl's `can(role)` is no answer yet.
    return ASKS.test(call.method) && call.library !== 'accesscontrol' ? answered(call, true) : undefined
  },
})

const how = (call: LibraryCall): string => `\`${call.method}()\` of ${call.library}`

/** True where the caller may (`can`), or where they may not (`cannot`). */
function answered(call: LibraryCall, may: boolean): Value {
  const held = [inRole(call.at, how(call), 'permission')]
  return computed(`call ${call.method}`, call.args, may ? { implies: held } : { denies: held })
}
