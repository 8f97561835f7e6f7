import type { AppModel } from '#model/app-model'
import { policyIdiom } from './policy.js'

/** How server code asks the database whether somebody is an administrator: the condition of a refusal, and what it is made from. */
export interface RoleQuestion {
  /** The statement's right side: `await supabase.rpc('has_role', …)`. */
  ask(client: string, user: string, quote: (text: string) => string): string
}

/** The app's own function of the database first, else its table of roles. */
export function roleQuestion(model: AppModel): RoleQuestion | undefined {
  return byFunction(model) ?? byTable(model)
}

/** `public.has_role(auth.uid(), 'admin')` in a policy, called by name. */
function byFunction(model: AppModel): RoleQuestion | undefined {
  const { isAdmin } = policyIdiom(model)
  const match = /^(?:\w+\.)?(\w+)\((.*)\)$/s.exec(isAdmin ?? '')
  const made = match && model.functions.find(one => one.name === match[1])
  const given = match?.[2]!.split(',').map(one => one.trim().replace(/::[\w."]+$/, ''))
  const parameters = made?.parameters
  if (!match || !made || !given || !parameters || parameters.length !== given.length) return undefined
  const values = given.map(one => (/\bauth\.uid\(\)/.test(one) ? 'user' : /^'([^']*)'$/.exec(one)?.[1]))
  if (!given.some(one => /auth\.uid/.test(one)) || values.includes(undefined)) return undefined
  return {
    ask: (client, user, quote) =>
      `await ${client}.rpc(${quote(made.name)}, { ${parameters
        .map((name, index) => `${name}: ${/auth\.uid/.test(given[index]!) ? user : quote(values[index]!)}`)
        .join(', ')} })`,
  }
}

function byTable(model: AppModel): RoleQuestion | undefined {
  const table = model.tables.find(one => /^(?:public\.)?user_roles?$/.test(one.name))
  const [who, role] = ['user_id', 'role'].map(name => table?.columns.find(one => one.name === name))
  if (!table || !who || !role) return undefined
  return {
    ask: (client, user, quote) =>
      `await ${client}.from(${quote(table.name)}).select(${quote('role')}).eq(${quote('user_id')}, ${user}).eq(${quote('role')}, ${quote('admin')}).maybeSingle()`,
  }
}
