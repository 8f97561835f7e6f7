import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node } from 'libpg-query'
import type { Policy, PolicyCommand, Trigger } from '../catalogue.js'
import { namesOf } from '../grammar.js'
import { charactersOf, spansOf } from '../statement/lex.js'
import type { PlaceOf } from './columns.js'
import type { TableDraft } from './draft.js'

export function applyPolicy(table: TableDraft, create: CreatePolicyStmt, sql: string, place: PlaceOf): void {
  const policy: Policy = {
    name: create.policy_name ?? '',
    at: place(undefined),
    command: (create.cmd_name ?? 'all') as PolicyCommand,
    permissive: create.permissive !== false && !/\bas\s+restrictive\b/i.test(sql),
    roles: rolesOf(create.roles),
    using: create.qual ? conditionAfter(sql, /\busing\s*\(/gi) : undefined,
    check: create.with_check ? conditionAfter(sql, /\bwith\s+check\s*\(/gi) : undefined,
  }
  // A second one of the same name fails in Postgres; the later text is what was meant.
  table.policies = [...table.policies.filter(other => other.name !== policy.name), policy]
}

export function alterPolicy(table: TableDraft, alter: AlterPolicyStmt, sql: string): void {
  table.policies = table.policies.map(policy =>
    policy.name !== alter.policy_name
      ? policy
      : {
          ...policy,
          roles: alter.roles ? rolesOf(alter.roles) : policy.roles,
          using: alter.qual ? conditionAfter(sql, /\busing\s*\(/gi) : policy.using,
          check: alter.with_check ? conditionAfter(sql, /\bwith\s+check\s*\(/gi) : policy.check,
        },
  )
}

export function rolesOf(nodes: readonly Node[] | undefined): string[] {
  const roles = (nodes ?? []).flatMap(node => {
    if (!('RoleSpec' in node)) return []
    return [node.RoleSpec.roletype === 'ROLESPEC_PUBLIC' ? 'public' : (node.RoleSpec.rolename ?? '').toLowerCase()]
  })
  return roles.length > 0 ? roles : ['public']
}

/** What stands in the parentheses after a keyword, with its white space evened out and its comments gone. */
function conditionAfter(sql: string, keyword: RegExp): string | undefined {
  const spans = [...spansOf(sql)]
  for (const match of sql.matchAll(keyword)) {
    const place = spans.find(span => span.start <= match.index && match.index < span.end)
    if (place?.kind !== 'code') continue
    const found = within(sql, match.index + match[0].length - 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** The text inside the parenthesis that opens at an offset. */
function within(sql: string, open: number): string | undefined {
  let depth = 0
  let text = ''
  for (const { character, quoted } of charactersOf(sql, open)) {
    if (!quoted && character === '(') depth++
    if (!quoted && character === ')' && --depth === 0) return text.slice(1).replace(/\s+/g, ' ').trim()
    text += character
  }
  return undefined
}

const EVENTS = [
  [4, 'insert'],
  [8, 'delete'],
  [16, 'update'],
] as const

export function applyTrigger(table: TableDraft, create: CreateTrigStmt, place: PlaceOf): void {
  const name = create.trigname ?? ''
  const trigger: Trigger = {
    name,
    at: place(undefined),
    before: ((create.timing ?? 0) & 2) !== 0,
    on: EVENTS.filter(([bit]) => ((create.events ?? 0) & bit) !== 0).map(([, event]) => event),
    function: namesOf(create.funcname).at(-1) ?? '',
  }
  table.triggers = [...table.triggers.filter(other => other.name !== name), trigger]
}
