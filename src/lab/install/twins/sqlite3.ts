/** `sqlite3`, as its callers know it, over a driver that needs no compiler. Everything is done at once; who asked is told in a later turn. */
export const SQLITE3 = `const { EventEmitter } = require('node:events')
const Driver = require('libsql')
const later = (work, ...values) => { if (typeof work === 'function') setImmediate(() => work(...values)) }
const named = value => Object.fromEntries(Object.entries(value).map(([name, one]) => [name.replace(/^[$@:]/, ''), plain(one)]))
const plain = value => value === undefined ? null : typeof value === 'boolean' ? Number(value) : value instanceof Date ? value.getTime() : value
function split(given) {
  const last = given[given.length - 1]
  const done = typeof last === 'function' ? last : undefined
  const rest = done ? given.slice(0, -1) : given.filter((value, at) => value !== undefined || at < given.length - 1)
  const [first] = rest
  if (rest.length === 1 && Array.isArray(first)) return { done, values: first.map(plain) }
  if (rest.length === 1 && typeof first === 'object' && first !== null && !Buffer.isBuffer(first) && !(first instanceof Date)) return { done, values: [named(first)] }
  return { done, values: rest.map(plain) }
}
const bare = row => { if (row) delete row._metadata; return row }
const coded = error => Object.assign(error, { message: error.code && !/^SQLITE/.test(error.message) ? error.code.split('_').slice(0, 2).join('_') + ': ' + error.message : error.message, code: (error.code || 'SQLITE_ERROR').split('_').slice(0, 2).join('_'), errno: error.rawCode || 1 })

class Statement {
  constructor(owner, sql) { this.owner = owner; this.sql = sql; this.bound = [] }
  bind(...given) { const { done, values } = split(given); this.bound = values; later(done, null); return this }
  go(given, work) {
    const { done, values } = split(given)
    try {
      const statement = this.owner.driver.prepare(this.sql)
      const result = work(statement, values.length > 0 ? values : this.bound)
      return { done, result }
    } catch (error) {
      const told = coded(error)
      if (done) later(done.bind(this), told)
      else setImmediate(() => this.owner.emit('error', told))
      return {}
    }
  }
  run(...given) {
    const { done, result } = this.go(given, (statement, values) => statement.reader ? (statement.all(...values), { changes: 0, lastInsertRowid: 0 }) : statement.run(...values))
    if (result) { this.changes = result.changes; this.lastID = Number(result.lastInsertRowid); if (done) later(done.bind({ changes: this.changes, lastID: this.lastID, sql: this.sql }), null) }
    return this
  }
  get(...given) {
    const { done, result } = this.go(given, (statement, values) => ({ row: statement.reader ? bare(statement.get(...values)) : (statement.run(...values), undefined) }))
    if (result && done) later(done.bind(this), null, result.row)
    return this
  }
  all(...given) {
    const { done, result } = this.go(given, (statement, values) => ({ rows: statement.reader ? statement.all(...values) : (statement.run(...values), []) }))
    if (result && done) later(done.bind(this), null, result.rows)
    return this
  }
  each(...given) {
    const ends = typeof given[given.length - 2] === 'function' ? given.pop() : undefined
    const { done, result } = this.go(given, (statement, values) => ({ rows: statement.all(...values) }))
    if (result) { for (const row of result.rows) later(done && done.bind(this), null, row); later(ends, null, result.rows.length) }
    return this
  }
  reset(done) { later(done, null); return this }
  finalize(done) { later(done, null); return this.owner }
}

class Database extends EventEmitter {
  constructor(file, mode, done) {
    super()
    const told = typeof mode === 'function' ? mode : done
    this.filename = file
    try {
      this.driver = new Driver(file)
      this.open = true
      setImmediate(() => { if (told) told.call(this, null); this.emit('open') })
    } catch (error) {
      setImmediate(() => told ? told.call(this, coded(error)) : this.emit('error', coded(error)))
    }
  }
  prepare(sql, ...given) { const statement = new Statement(this, sql); if (given.length > 0) statement.bind(...given); return statement }
  run(sql, ...given) { this.prepare(sql).run(...given); return this }
  get(sql, ...given) { this.prepare(sql).get(...given); return this }
  all(sql, ...given) { this.prepare(sql).all(...given); return this }
  each(sql, ...given) { this.prepare(sql).each(...given); return this }
  exec(sql, done) {
    try { this.driver.exec(sql); later(done && done.bind(this), null) }
    catch (error) { if (done) later(done.bind(this), coded(error)); else setImmediate(() => this.emit('error', coded(error))) }
    return this
  }
  serialize(work) { if (work) work() }
  parallelize(work) { if (work) work() }
  configure() { return this }
  loadExtension(file, done) { later(done, new Error('extensions are not loaded here')); return this }
  interrupt() {}
  close(done) { this.open = false; try { this.driver.close() } catch {} later(done && done.bind(this), null); setImmediate(() => this.emit('close')) }
}

const sqlite3 = { Database, Statement, OPEN_READONLY: 1, OPEN_READWRITE: 2, OPEN_CREATE: 4, OPEN_FULLMUTEX: 65536, OPEN_URI: 64, OPEN_SHAREDCACHE: 131072, OPEN_PRIVATECACHE: 262144, VERSION: '3.45.0', verbose: () => sqlite3, cached: { Database: (...given) => new Database(...given) } }
module.exports = sqlite3
`
