import type { Severity } from '#base/certainty'
import type { Policy, Table } from '#database/catalogue'
import { askedBy } from '#database/condition'
import { accessBy, isClosed, openCommands, type Command } from './reach.js'
import {
  holdsCodes,
  holdsSecrets,
  isCatalogue,
  isForm,
  isMoney,
  isMoneyByName,
  isPrivate,
  isPrivateByName,
  list,
  moneyColumns,
  privateColumns,
} from './sensitive.js'

/** What a policy whose condition holds for every row gives away. */
export interface Open {
  readonly policy: Policy
  /** `anyone`, or `any signed-in user`. */
  readonly who: string
  readonly commands: readonly Command[]
  readonly severity: Severity
  /** Ends the sentence: which columns are concerned. */
  readonly detail: string
  /** Not every row: those that are in some state, whoever asks. */
  readonly byState?: true
}

const ANYONE = 'anyone, signed in or not,'
const SIGNED_IN = 'any signed-in user'

/** `undefined` where the policy is narrow, or what it opens is meant to be open. */
export function openTo(table: Table, policy: Policy): Open | undefined {
  const anyone = openCommands(table, policy, 'anyone')
  const signedIn = openCommands(table, policy, 'signed-in')
  if (changes(anyone)) {
    const grave = isMoney(table) || isPrivate(table) || table.owner !== undefined || isCatalogue(table)
    return { policy, who: ANYONE, commands: anyone, severity: grave ? 'critical' : 'high', detail: '' }
  }
  // Changes by anyone who signs up are another check's matter.
  if (changes(signedIn)) return undefined
  return openRead(table, policy, anyone, signedIn) ?? openInsert(table, policy, anyone, signedIn) ?? openByState(table, policy)
}

const PEOPLE = /(?:^|_)(?:profiles?|users?|customers?|members?|clients?|patients?|employees?|people|persons?)$/i
const REACHED = /phone|mobile|address|postcode|zip/i
const INTIMATE = /emergency|passport|identity|id_?(?:number|card|document)|birth|ssn|iban|bank|medical|health|allerg/i

/** `using (is_verified and is_paid)`: people are shown with all that is kept of them, because of what state they are in, to whoever asks. */
function openByState(table: Table, policy: Policy): Open | undefined {
  if (!PEOPLE.test(table.name) || (policy.command !== 'select' && policy.command !== 'all')) return undefined
  const { who, everyRow } = accessBy(policy, 'select')
  const asked = askedBy(policy.using)
  if ((who !== 'anyone' && who !== 'signed-in') || everyRow || asked.caller || asked.tables.length > 0 || isClosed(table, 'select', who))
    return undefined
  const intimate = table.columns
    .filter(({ name, type }) => INTIMATE.test(name) && !/bool/i.test(type) && !/experience|service|consent/i.test(name))
    .map(({ name }) => name)
  const shown = [...intimate, ...privateColumns(table).filter(name => REACHED.test(name) && !intimate.includes(name))]
  if (shown.length === 0) return undefined
  return {
    policy,
    who: who === 'anyone' ? ANYONE : SIGNED_IN,
    commands: ['select'],
    severity: who === 'anyone' || intimate.length > 0 ? 'high' : 'medium',
    detail: `, where its condition asks only what state the row is in, ${list(shown)} included`,
    byState: true,
  }
}

export const changes = (commands: readonly Command[]): boolean => commands.includes('update') || commands.includes('delete')

function openRead(table: Table, policy: Policy, anyone: readonly Command[], signedIn: readonly Command[]): Open | undefined {
  if (!isPrivate(table))
    return holdsCodes(table) && anyone.includes('select')
      ? { policy, who: ANYONE, commands: anyone, severity: 'medium', detail: ', with the codes that they are only to know by being told' }
      : undefined
  const personal = privateColumns(table)
  const detail = personal.length > 0 ? `, ${list(personal)} included` : ''
  if (anyone.includes('select')) return { policy, who: ANYONE, commands: anyone, severity: readGravity(table), detail }
  if (!signedIn.includes('select')) return undefined
  // Without an owner in the row, this may be an app for a team whose members all see the same.
  return { policy, who: SIGNED_IN, commands: signedIn, severity: table.owner ? 'high' : 'medium', detail }
}

/** Without an owner or a private kind, rows with an address may be a directory that is meant to be seen. */
function readGravity(table: Table): Severity {
  if (holdsSecrets(table) || isMoneyByName(table.name)) return 'critical'
  return table.owner !== undefined || isForm(table) || isPrivateByName(table.name) ? 'high' : 'medium'
}

function openInsert(table: Table, policy: Policy, anyone: readonly Command[], signedIn: readonly Command[]): Open | undefined {
  const open = anyone.includes('insert') ? anyone : signedIn.includes('insert') ? signedIn : undefined
  if (!open) return undefined
  const base = { policy, who: open === anyone ? ANYONE : SIGNED_IN, commands: ['insert'] as const }
  const chosen = [
    ...new Set([
      ...moneyColumns(table),
      ...table.columns.map(column => column.name).filter(name => /^(?:status|payment_status|role|is_admin|is_verified|plan)$/.test(name)),
    ]),
  ]
  if (isMoney(table))
    return {
      ...base,
      severity: open === anyone || table.owner ? 'high' : 'medium',
      detail: chosen.length > 0 ? `, ${list(chosen)} chosen by them` : '',
    }
  if (isForm(table) && (!table.owner || open === anyone)) return undefined
  if (table.owner) return { ...base, severity: 'medium', detail: `, in whoever's name \`${table.owner}\` says` }
  if (isCatalogue(table)) return { ...base, severity: open === anyone ? 'high' : 'medium', detail: '' }
  return undefined
}
