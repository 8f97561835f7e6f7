// Loaded into every Node process of the app. It changes nothing that the app answers, except:
// connections count as TLS (in production a proxy in front makes them so), so that secure cookies are sent;
// and there is a WebSocket, which newer clients take for granted on Node 20.
interface Emitter {
  emit(event: string | symbol, ...parts: readonly unknown[]): boolean
}
const { prototype } = (require('node:http') as { Server: { prototype: Emitter } }).Server

const emit = prototype.emit
prototype.emit = function (this: Emitter, event: string | symbol, ...parts: readonly unknown[]): boolean {
  if (event === 'request') {
    const { socket } = parts[0] as { socket: { encrypted?: boolean } }
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
