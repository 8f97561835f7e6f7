import { expect, test } from 'vitest'
import { standing } from './people.js'
import type { TableShape } from './shape.js'

/** A table whose column `role` is one of these. */
const roles = (values: readonly string[], initial?: string) =>
  ({
    schema: 'public',
    name: 'user_roles',
    checks: [],
    columns: [
      {
        name: 'role',
        array: false,
        domainChecks: [],
        base: 'app_role',
        type: 'app_role',
        enum: values,
        default: initial === undefined ? undefined : `'${initial}'::app_role`,
      },
    ],
  }) as unknown as TableShape

const roleOf = (actor: 'b' | 'admin', values: readonly string[], initial?: string) =>
  standing(roles(values, initial), actor).get('role')?.replaceAll("'", '')

test.each([
  [['admin', 'moderator', 'user'], 'user'],
  [['admin_provedor', 'tecnico', 'gestor_cliente', 'solicitante'], 'solicitante'],
  [['dono', 'gerente', 'funcionario', 'morador'], 'morador'],
  [['resident', 'caretaker', 'house_manager', 'house_admin'], 'resident'],
  [['owner', 'admin', 'manager'], 'owner'],
])('of %j a customer is %s', (values, role) => {
  expect(roleOf('b', values)).toBe(role)
})

test('what a new row holds by itself comes before a guess', () => {
  expect(roleOf('b', ['house_admin', 'caretaker', 'resident'], 'caretaker')).toBe('caretaker')
})

test('an admin is what the list calls one', () => {
  expect(roleOf('admin', ['solicitante', 'tecnico', 'admin_provedor'])).toBe('admin_provedor')
})
