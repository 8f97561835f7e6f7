// A server with planted stalls: it answers after 40 ms, and every two seconds does nothing at all for 300 ms.
// Asked for it, it says how long both really took by its own clock: a timer is late on a machine that does other things too.
import { createServer } from 'node:http'

const BASE = 40
const EVERY = 2000
const STALL = 300

const sleeping = new Int32Array(new SharedArrayBuffer(4))
const waits = []
const stalls = []
createServer((_, response) => {
  const start = performance.now()
  setTimeout(() => {
    response.end('ok')
    waits.push(performance.now() - start)
  }, BASE)
}).listen(0, '127.0.0.1', function () {
  process.send?.(this.address().port)
})
setInterval(() => {
  const start = performance.now()
  Atomics.wait(sleeping, 0, 0, STALL)
  stalls.push({ start, milliseconds: performance.now() - start })
}, EVERY)
process.on('message', () => {
  const apart = stalls.slice(1).map(({ start }, index) => start - stalls[index].start)
  process.send?.({ base: median(waits), every: median(apart), stall: median(stalls.map(one => one.milliseconds)) })
})

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
