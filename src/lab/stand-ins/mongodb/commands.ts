import * as admin from './admin.js'
import { createCursors, type Cursors } from './cursors.js'
import { keyOf, type Doc } from './document.js'
import { aggregate, count, distinct, find } from './read.js'
import { answerOf, MongoRefusal } from './refusal.js'
import type { Session } from './session.js'
import { collectionOf, type Store } from './store.js'
import { begin, commit, type Transaction } from './transaction.js'
import { findAndModify, insert, remove, update } from './write.js'

type Command = (session: Session, command: Doc, cursors: Cursors) => Doc

const fine = (): Doc => ({ ok: 1 })

const COMMANDS: Readonly<Record<string, Command>> = {
  aggregate,
  buildinfo: () => admin.BUILD,
  collmod: fine,
  collstats: (session, command) => admin.stats(session, command['collStats'] ?? command['collstats']),
  connectionstatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  count,
  create(session, command) {
    const space = `${session.database}.${String(command['create'])}`
    if (session.store.has(space)) throw new MongoRefusal(48, 'NamespaceExists', `Collection already exists. NS: ${space}`)
    collectionOf(session.store, space)
    return { ok: 1 }
  },
  createindexes: admin.createIndexes,
  dbstats: session => ({ db: session.database, collections: session.store.size, objects: 0, dataSize: 0, ok: 1 }),
  delete: remove,
  distinct,
  drop: admin.drop,
  dropdatabase: admin.dropDatabase,
  dropindexes: admin.dropIndexes,
  endsessions: fine,
  find,
  findandmodify: findAndModify,
  getlog: () => ({ totalLinesWritten: 0, log: [], ok: 1 }),
  getmore: (_session, command, cursors) => cursors.more(command),
  getparameter: fine,
  hello: admin.hello,
  hostinfo: () => ({ system: {}, os: {}, ok: 1 }),
  insert,
  ismaster: admin.hello,
  killcursors: (_session, command, cursors) => cursors.kill((command['cursors'] ?? []) as unknown[]),
  killsessions: fine,
  listcollections: admin.listCollections,
  listdatabases: admin.listDatabases,
  listindexes: admin.listIndexes,
  ping: fine,
  refreshsessions: fine,
  serverstatus: () => ({ version: '7.0.0', process: 'mongos', connections: { current: 1, available: 100 }, ok: 1 }),
  startsession: fine,
  update,
}

/** Answers commands on one store; keeps the transactions that are open. */
export function createRunner(store: Store): (database: string, command: Doc) => Doc {
  const cursors = createCursors()
  const open = new Map<string, Transaction>()
  return (database, command) => {
    const name = (Object.keys(command)[0] ?? '').toLowerCase()
    const session = keyOf(command['lsid'] ?? null)
    try {
      if (name === 'aborttransaction') return closed(open.delete(session))
      if (name === 'committransaction') {
        const transaction = open.get(session)
        // A commit that is sent again after it went through is answered as the first was.
        if (!transaction) return { ok: 1 }
        open.delete(session)
        commit(store, transaction)
        return { ok: 1 }
      }
      const run = COMMANDS[name]
      if (!run) throw new MongoRefusal(59, 'CommandNotFound', `no such command: '${Object.keys(command)[0]}'`)
      return run({ store, database, transaction: transactionOf(store, open, session, command) }, command, cursors)
    } catch (error) {
      const answer = answerOf(error)
      // The server ends a transaction in which a command failed.
      if (command['autocommit'] === false) open.delete(session)
      return answer
    }
  }
}

function closed(was: boolean): Doc {
  return was ? { ok: 1 } : { ok: 0, errmsg: 'Transaction was not found', code: 251, codeName: 'NoSuchTransaction' }
}

function transactionOf(store: Store, open: Map<string, Transaction>, session: string, command: Doc): Transaction | undefined {
  if (command['autocommit'] !== false) return undefined
  const number = Number(command['txnNumber'])
  if (command['startTransaction'] === true) open.set(session, begin(store, number))
  const transaction = open.get(session)
  if (transaction?.number === number) return transaction
  const rest = { errorLabels: ['TransientTransactionError'] }
  throw new MongoRefusal(251, 'NoSuchTransaction', `Given transaction number ${number} does not match any in-progress transactions.`, rest)
}
