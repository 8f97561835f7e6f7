// Loaded into every Node process of the app. It changes nothing that the app answers, except:
// connections count as TLS (in production a proxy in front makes them so), so that secure cookies are sent;
// there is a WebSocket, which newer clients take for granted on Node 20;
// and whoever drives a load is told how the process is, and which counters were passed.
interface Delays {
  readonly max: number
  percentile(share: number): number
  enable(): boolean
  reset(): void
}
interface Emitter {
  emit(event: string | symbol, ...parts: readonly unknown[]): boolean
}
const { prototype } = (require('node:http') as { Server: { prototype: Emitter } }).Server

/** As `lab/load/vitals.ts` asks. */
const VITALS = 'x-lab-vitals'
const RESOLUTION = 10
const { monitorEventLoopDelay } = require('node:perf_hooks') as {
  monitorEventLoopDelay(options: { resolution: number }): Delays
}
let delays: Delays | undefined

/** Milliseconds for which the event loop was held up since it was asked last, and bytes of heap that nothing could free. */
function vitals(): { readonly delay: number; readonly worst: number; readonly heap: number } {
  const over = (nanoseconds: number | undefined): number => Math.max(0, (nanoseconds ?? 0) / 1e6 - RESOLUTION)
  const [delay, worst] = [over(delays?.percentile(99)), over(delays?.max)]
  if (delays) delays.reset()
  else (delays = monitorEventLoopDelay({ resolution: RESOLUTION })).enable()
  const v8 = require('node:v8') as { setFlagsFromString(flag: string): void }
  const vm = require('node:vm') as { runInNewContext(code: string): () => void }
  v8.setFlagsFromString('--expose-gc')
  vm.runInNewContext('gc')()
  return { delay, worst, heap: process.memoryUsage().heapUsed }
}

/** As `lab/coverage/counters.ts` counts and `lab/coverage/reached.ts` asks. */
const LINES = 'x-lab-lines'
const lines: Record<string, 1> = {}
Object.defineProperty(globalThis, 'labLines', { value: lines })

const emit = prototype.emit
prototype.emit = function (this: Emitter, event: string | symbol, ...parts: readonly unknown[]): boolean {
  if (event === 'request') {
    const { socket, headers } = parts[0] as { socket: { encrypted?: boolean }; headers: Readonly<Record<string, string>> }
    if (headers[VITALS]) {
      ;(parts[1] as { end(text: string): void }).end(JSON.stringify(vitals()))
      return true
    }
    if (headers[LINES]) {
      ;(parts[1] as { end(text: string): void }).end(JSON.stringify(Object.keys(lines)))
      return true
    }
    socket.encrypted = true
  }
  return Reflect.apply(emit, this, [event, ...parts]) as boolean
}

if (!('WebSocket' in globalThis)) {
  const define = (value: unknown): void => {
    Object.defineProperty(globalThis, 'WebSocket', { value, writable: true, configurable: true })
  }
  // Loaded only when something asks for it.
  Object.defineProperty(globalThis, 'WebSocket', { configurable: true, get: () => require('ws') as unknown, set: define })
}
