import type { LibraryCall } from '../plugin.js'
import { callBacks } from '../send.js'
import { computed, list, origin, UNDEFINED, type Value } from '../value.js'

const READS =
  /^(readFile|readTextFile|createReadStream|readFileSync|readTextFileSync|readJson|readJsonSync|readJSON|open|openSync|readdir|readdirSync|readDir|opendir|file|openAsBlob)$/
const WRITES =
  /^(writeFile|writeTextFile|writeFileSync|writeTextFileSync|appendFile|appendFileSync|createWriteStream|writeJson|writeJsonSync|outputJson|outputFile|outputFileSync|write|create|mkdir|mkdirSync|ensureDir|truncate|symlink|symlinkSync|chmod|chmodSync)$/
const DELETES = /^(unlink|unlinkSync|rm|rmSync|rmdir|rmdirSync|remove|removeSync|emptyDir)$/
const MOVES = /^(rename|renameSync|copyFile|copyFileSync|cp|cpSync|copy|copySync|move|moveSync|link|linkSync)$/

/** https://nodejs.org/api/fs.html, https://docs.deno.com/api/deno/file-system */
export function fileCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const [path = UNDEFINED, second] = call.args
  const answer = origin('file', [], { at })
  if (WRITES.test(method)) run.emit({ kind: 'file', does: 'write', path }, at)
  else if (DELETES.test(method)) run.emit({ kind: 'file', does: 'delete', path }, at)
  else if (MOVES.test(method)) {
    run.emit({ kind: 'file', does: 'read', path }, at)
    run.emit({ kind: 'file', does: 'write', path: second ?? UNDEFINED }, at)
  } else if (READS.test(method)) run.emit({ kind: 'file', does: 'read', path }, at)
  else return /^(exists|existsSync|access|accessSync|stat|statSync|lstat|lstatSync)$/.test(method) ? looked(call, path) : undefined
  callBacks(call, [origin('error', [], { at }), answer])
  if (/^read[dD]ir/.test(method)) return list([answer], true)
  return READS.test(method) ? answer : UNDEFINED
}

/** Whether a file is there says nothing of who asks. */
function looked(call: LibraryCall, path: Value): Value {
  const answer = computed(`call ${call.method}`, [path])
  callBacks(call, [origin('error', [], { at: call.at }), answer])
  return answer
}
