import type { Table } from './catalogue.js'
import { ownerOf } from './owner.js'
import type { TableDraft } from './sql/draft.js'

/** A table as the catalogue has it. `supabase`: browsers reach it directly. */
export function tableOf(draft: TableDraft, supabase: boolean): Table {
  // Supabase switches the rules of its own storage on by itself.
  const ruled =
    draft.rowRules ??
    (draft.name.startsWith('storage.')
      ? { enabled: true, at: draft.at }
      : supabase && draft.created
        ? { enabled: false, at: draft.at }
        : undefined)
  const revoked = [...draft.revoked].flatMap(([role, commands]) =>
    [...commands].map(([does, except]) => ({ role, does, except: [...except] })),
  )
  return {
    name: draft.name,
    aliases: [],
    kind: 'sql',
    at: draft.at,
    columns: draft.columns.map(column =>
      column.unique || !draft.indexes.some(index => index.unique && index.columns.length === 1 && index.columns[0] === column.name)
        ? column
        : { ...column, unique: true },
    ),
    primaryKey: draft.primaryKey,
    indexes: draft.indexes.map(({ columns, unique, partial, at }) => ({ columns, unique, partial, at })),
    foreignKeys: draft.foreignKeys,
    rowRules: ruled,
    policies: draft.policies,
    owner: ownerOf(draft),
    ...(draft.triggers.length > 0 && { triggers: draft.triggers }),
    ...(revoked.length > 0 && { revoked }),
  }
}
