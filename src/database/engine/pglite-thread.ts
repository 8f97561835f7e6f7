/**
 * What runs in the thread of the in-process engine. As text, since a thread cannot start from a TypeScript file and our tests do.
 * A thread, since WebAssembly that never returns can be ended in no other way.
 */
export const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
const fail = error => ({ message: String(error && error.message || error), code: error.code, detail: error.detail, hint: error.hint, position: error.position })
const numbers = { parsers: { 20: text => { const value = Number(text); return Number.isSafeInteger(value) ? value : text } } }
async function start() {
  const { PGlite } = await import(workerData.pglite)
  const extensions = {}
  for (const { name, url, member } of workerData.extensions) extensions[name] = (await import(url))[member]
  const loadDataDir = workerData.template ? new Blob([workerData.template]) : undefined
  const db = await PGlite.create({ extensions, loadDataDir, ...numbers })
  return db
}
start().then(db => {
  parentPort.postMessage({ id: 0 })
  parentPort.on('message', async ({ id, kind, sql, parameters }) => {
    try {
      if (kind === 'dump') {
        const file = await db.dumpDataDir('none')
        parentPort.postMessage({ id, bytes: new Uint8Array(await file.arrayBuffer()) })
      } else if (kind === 'run') {
        await db.exec(sql)
        parentPort.postMessage({ id })
      } else {
        const answer = parameters ? await db.query(sql, parameters) : (await db.exec(sql)).at(-1)
        const rows = answer ? answer.rows : []
        parentPort.postMessage({ id, rows, count: (answer && answer.affectedRows) || rows.length })
      }
    } catch (error) {
      parentPort.postMessage({ id, error: fail(error) })
    }
  })
}, error => parentPort.postMessage({ id: 0, error: fail(error) }))
`
