// A server with planted stalls: it answers after 40 ms, and every two seconds does nothing at all for 300 ms.
import { createServer } from 'node:http'

const BASE = 40
const EVERY = 2000
const STALL = 300

const sleeping = new Int32Array(new SharedArrayBuffer(4))
createServer((_, response) => setTimeout(() => response.end('ok'), BASE)).listen(0, '127.0.0.1', function () {
  process.send?.(this.address().port)
})
setInterval(() => Atomics.wait(sleeping, 0, 0, STALL), EVERY)
