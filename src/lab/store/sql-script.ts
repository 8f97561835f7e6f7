/** Speaks to the app's own database with the app's own driver: statements come as JSON from a file, rows go to another. */
export const SCRIPT = `const { createRequire } = require('node:module')
const fs = require('node:fs'), path = require('node:path')
const need = createRequire(path.join(process.cwd(), 'package.json'))
const { kind, tables, statements, out } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
const tryTo = name => { try { return need(name) } catch { return undefined } }

function sqliteOn(file) {
  const Better = tryTo('better-sqlite3')
  if (Better) { const db = new Better(file, { timeout: 5000 }); return (sql, args) => { const s = db.prepare(sql); return s.reader ? s.all(...args) : (s.run(...args), []) } }
  const three = tryTo('sqlite3')
  if (three) { const db = new three.Database(file); db.configure('busyTimeout', 5000); return (sql, args) => new Promise((done, fail) => db.all(sql, args, (error, rows) => error ? fail(error) : done(rows ?? []))) }
  const libsql = tryTo('@libsql/client')
  if (libsql) { const db = libsql.createClient({ url: 'file:' + file }); return async (sql, args) => { const { rows, columns } = await db.execute({ sql, args }); return rows.map(row => Object.fromEntries(columns.map((name, at) => [name, row[at]]))) } }
  const own = tryTo('node:sqlite')
  if (own) { const db = new own.DatabaseSync(file); return (sql, args) => db.prepare(sql).all(...args) }
  throw new Error('no driver of SQLite')
}

function files(folder, depth) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const found = path.join(folder, entry.name)
    if (entry.isDirectory()) return depth > 0 && !/^(node_modules|\\.git|\\.next|dist)$/.test(entry.name) ? files(found, depth - 1) : []
    return /\\.(db|sqlite|sqlite3|db3)$/.test(entry.name) ? [found] : []
  })
}

async function open() {
  let best, most = 0
  if (kind === 'sqlite') {
    for (const file of files('/lab/app', 5)) {
      try {
        const run = sqliteOn(file)
        const there = (await run("select name from sqlite_master where type = 'table'", [])).map(row => row.name)
        const count = there.filter(name => tables.includes(name)).length
        if (count > most) { most = count; best = { run, there, newest: 'order by rowid desc limit 1', quote: name => '"' + name.replaceAll('"', '""') + '"' } }
      } catch {}
    }
    return best
  }
  const driver = tryTo('mysql2') ?? tryTo('mysql')
  const connection = driver.createConnection({ host: '127.0.0.1', port: 3306, user: 'lab', password: '', dateStrings: true })
  const run = (sql, args) => new Promise((done, fail) => connection.query(sql, args, (error, rows) => error ? fail(error) : done(Array.isArray(rows) ? rows : [])))
  for (const { name } of await run('select schema_name as name from information_schema.schemata', [])) {
    const there = (await run('select table_name as name from information_schema.tables where table_schema = ?', [name])).map(row => row.name)
    const count = there.filter(one => tables.includes(one)).length
    if (count > most) { most = count; best = { run, there, database: name, quote: text => '\\u0060' + text.replaceAll('\\u0060', '') + '\\u0060' } }
  }
  if (best) await run('use ' + best.quote(best.database), [])
  return best
}

open().then(async database => {
  const answers = []
  for (const { does, table, values, key } of statements) {
    try {
      if (!database) throw new Error('no database of the app was found')
      const { run, quote, there } = database
      if (does === 'names') { answers.push({ rows: there.map(name => ({ name })) }); continue }
      const name = quote(table)
      const where = fields => Object.keys(fields).map(field => quote(field) + ' = ?').join(' and ')
      if (does === 'all') answers.push({ rows: await run('select * from ' + name + ' limit 5000', []) })
      else if (does === 'insert') {
        const fields = Object.keys(values)
        await run('insert into ' + name + ' (' + fields.map(quote).join(', ') + ') values (' + fields.map(() => '?').join(', ') + ')', Object.values(values))
        answers.push({ rows: [] })
      } else { await run('update ' + name + ' set ' + Object.keys(values).map(field => quote(field) + ' = ?').join(', ') + ' where ' + where(key), [...Object.values(values), ...Object.values(key)]); answers.push({ rows: [] }) }
    } catch (error) { answers.push({ error: String(error.message ?? error) }) }
  }
  fs.writeFileSync(out, JSON.stringify(answers, (_, value) => typeof value === 'bigint' ? Number(value) : value))
  process.exit(0)
}).catch(error => { fs.writeFileSync(out, JSON.stringify(statements.map(() => ({ error: String(error.message ?? error) })))); process.exit(0) })
`
