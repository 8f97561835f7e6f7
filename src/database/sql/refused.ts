import type { Node } from 'libpg-query'
import { namesOf, tableName } from '../grammar.js'
import type { Draft } from './draft.js'
import type { Step } from './apply.js'
import { asking, droppedNames, joinName } from './tables.js'

/** What Postgres says to a statement, in words, as far as the statements before it tell: what is made twice, or still needed. */
export function refusalOf(draft: Draft, { tree }: Step): string | undefined {
  if (!tree) return undefined
  if ('CreateStmt' in tree) {
    const name = tableName(tree.CreateStmt.relation)
    const isThere = draft.tables.get(name)?.created && tree.CreateStmt.if_not_exists !== true
    return isThere ? `makes the table \`${name}\` once more` : undefined
  }
  if ('CreatePolicyStmt' in tree) {
    const { policy_name: name, table } = tree.CreatePolicyStmt
    const known = draft.tables.get(tableName(table))
    return known?.created && known.policies.some(policy => policy.name === name)
      ? `gives \`${known.name}\` a second policy "${name}"`
      : undefined
  }
  if ('CreateTrigStmt' in tree) {
    const { trigname: name, relation, replace } = tree.CreateTrigStmt
    const known = draft.tables.get(tableName(relation))
    return known?.created && replace !== true && known.triggers.some(trigger => trigger.name === name)
      ? `gives \`${known.name}\` a second trigger \`${name}\``
      : undefined
  }
  if ('CreateEnumStmt' in tree || 'CompositeTypeStmt' in tree) {
    const name = 'CreateEnumStmt' in tree ? joinName(namesOf(tree.CreateEnumStmt.typeName)) : tableName(tree.CompositeTypeStmt.typevar)
    return draft.types.has(name) ? `makes the type \`${name}\` once more` : undefined
  }
  if ('IndexStmt' in tree) {
    const { idxname: name, if_not_exists: isMaybe } = tree.IndexStmt
    const known = [...draft.tables.values()].find(table => table.created && table.indexes.some(index => index.name === name))
    return name && known && isMaybe !== true ? `makes the index \`${name}\` once more` : undefined
  }
  if ('AlterTableStmt' in tree) return addedTwice(draft, tree)
  if ('DropStmt' in tree && tree.DropStmt.removeType === 'OBJECT_FUNCTION' && tree.DropStmt.behavior !== 'DROP_CASCADE')
    return stillAsked(draft, tree)
  return undefined
}

function addedTwice(draft: Draft, { AlterTableStmt: alter }: Extract<Node, { AlterTableStmt: unknown }>): string | undefined {
  const known = draft.tables.get(tableName(alter.relation))
  if (!known?.created) return undefined
  const gone = new Set<string>()
  for (const node of alter.cmds ?? []) {
    if (!('AlterTableCmd' in node)) continue
    const { subtype, name: dropped, def, missing_ok: isMaybe } = node.AlterTableCmd
    if (subtype === 'AT_DropColumn' && dropped) gone.add(dropped)
    if (subtype !== 'AT_AddColumn' || isMaybe === true || !def || !('ColumnDef' in def)) continue
    const name = def.ColumnDef.colname ?? ''
    if (!gone.has(name) && known.columns.some(column => column.name === name))
      return `adds the column \`${name}\` to \`${known.name}\`, which has it`
  }
  return undefined
}

/** A function goes only when nothing asks it any more. https://www.postgresql.org/docs/current/sql-dropfunction.html */
function stillAsked(draft: Draft, { DropStmt: drop }: Extract<Node, { DropStmt: unknown }>): string | undefined {
  for (const parts of droppedNames(drop)) {
    const name = parts.at(-1) ?? ''
    // Of several that share a name, the text of a policy does not say which it asks.
    if (draft.functions.get(joinName(parts))?.overloaded) continue
    const asks = asking(name)
    for (const table of draft.tables.values()) {
      const policy = table.policies.find(one => asks.test(`${one.using ?? ''} ${one.check ?? ''}`))
      if (policy && /^\w+$/.test(name)) return `drops \`${name}()\`, which the policy "${policy.name}" of \`${table.name}\` asks`
    }
  }
  return undefined
}
