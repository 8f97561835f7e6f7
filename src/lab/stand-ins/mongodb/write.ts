import { ObjectId } from 'bson'
import { Query } from 'mingo'
import type { Doc } from './document.js'
import { changed, upserted, type Change } from './modify.js'
import { matching, options, sorted } from './query.js'
import { answerOf, MongoRefusal } from './refusal.js'
import { write, type Session } from './session.js'

/** Runs each statement of a write command; one that fails is reported by its place, and stops the others when they are ordered. */
function each(session: Session, command: Doc, statements: readonly Doc[], run: (statement: Doc, index: number) => void): Doc {
  const writeErrors: Doc[] = []
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index)
    } catch (error) {
      // In a transaction the first failure ends it, and the client must see it as such.
      if (session.transaction && error instanceof MongoRefusal && error.code === 112) throw error
      const { ok: _ok, codeName: _name, ...rest } = answerOf(error)
      writeErrors.push({ index, ...rest })
      if (command['ordered'] !== false) break
    }
  }
  return writeErrors.length > 0 ? { writeErrors, ok: 1 } : { ok: 1 }
}

export function insert(session: Session, command: Doc): Doc {
  let n = 0
  const result = each(session, command, (command['documents'] ?? []) as Doc[], given => {
    const doc = { _id: given['_id'] ?? new ObjectId(), ...given }
    write(session, command['insert'], undefined, doc)
    n += 1
  })
  return { n, ...result }
}

export function update(session: Session, command: Doc): Doc {
  const name = command['update']
  let [n, nModified] = [0, 0]
  const made: Doc[] = []
  const result = each(session, command, (command['updates'] ?? []) as Doc[], (statement, index) => {
    const change = changeOf(statement['q'], statement['u'], statement['arrayFilters'])
    const found = sorted(matching(session, name, change.filter, statement), statement['sort'], session, statement)
    if (found.length === 0 && statement['upsert'] === true) {
      const doc = upserted(change)
      write(session, name, undefined, doc)
      made.push({ index, _id: doc['_id'] })
      n += 1
      return
    }
    if (statement['multi'] === true && !Array.isArray(change.by) && !Object.keys(change.by)[0]?.startsWith('$')) {
      throw new MongoRefusal(9, 'FailedToParse', 'multi update is not supported for replacement-style update')
    }
    for (const doc of statement['multi'] === true ? found : found.slice(0, 1)) {
      const after = changed(doc, change, false)
      n += 1
      if (after === doc) continue
      write(session, name, doc, after)
      nModified += 1
    }
  })
  return { n, nModified, ...(made.length > 0 ? { upserted: made } : {}), ...result }
}

export function remove(session: Session, command: Doc): Doc {
  const name = command['delete']
  let n = 0
  const result = each(session, command, (command['deletes'] ?? []) as Doc[], statement => {
    const found = matching(session, name, (statement['q'] ?? {}) as Doc, statement)
    for (const doc of Number(statement['limit'] ?? 0) === 1 ? found.slice(0, 1) : found) {
      write(session, name, doc, undefined)
      n += 1
    }
  })
  return { n, ...result }
}

export function findAndModify(session: Session, command: Doc): Doc {
  const name = command['findAndModify'] ?? command['findandmodify']
  const show = (doc: Doc | undefined) => {
    const projection = command['fields'] as Doc | undefined
    if (!doc || !projection || Object.keys(projection).length === 0) return doc ?? null
    return new Query({}, options(command, session)).find<Doc>([doc], projection).all()[0] ?? null
  }
  const filter = (command['query'] ?? {}) as Doc
  const [found] = sorted(matching(session, name, filter, command), command['sort'], session, command)
  if (command['remove'] === true) {
    if (found) write(session, name, found, undefined)
    return { lastErrorObject: { n: found ? 1 : 0 }, value: show(found), ok: 1 }
  }
  const change = changeOf(filter, command['update'], command['arrayFilters'])
  if (!found && command['upsert'] !== true) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null, ok: 1 }
  if (!found) {
    const doc = upserted(change)
    write(session, name, undefined, doc)
    const lastErrorObject = { n: 1, updatedExisting: false, upserted: doc['_id'] }
    return { lastErrorObject, value: command['new'] === true ? show(doc) : null, ok: 1 }
  }
  const after = changed(found, change, false)
  if (after !== found) write(session, name, found, after)
  return { lastErrorObject: { n: 1, updatedExisting: true }, value: show(command['new'] === true ? after : found), ok: 1 }
}

function changeOf(filter: unknown, by: unknown, arrayFilters: unknown): Change {
  return { filter: (filter ?? {}) as Doc, by: (by ?? {}) as Doc | readonly Doc[], arrayFilters: (arrayFilters ?? []) as readonly Doc[] }
}
