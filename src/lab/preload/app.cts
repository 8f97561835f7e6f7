// Loaded into every Node process of the app. It changes nothing that the app answers, except:
// connections count as TLS (in production a proxy in front makes them so), so that secure cookies are sent;
// and there is a WebSocket, which newer clients take for granted on Node 20.
const http: typeof import('node:http') = require('node:http')

const emit = http.Server.prototype.emit
http.Server.prototype.emit = function (this: InstanceType<typeof http.Server>, event: string | symbol, ...parts: unknown[]): boolean {
  if (event === 'request') {
    const { socket } = parts[0] as { socket: { encrypted?: boolean } }
    socket.encrypted = true
  }
  return Reflect.apply(emit, this, [event, ...parts]) as boolean
} as typeof emit

if (!('WebSocket' in globalThis)) {
  // Only loaded when something asks for it.
  Object.defineProperty(globalThis, 'WebSocket', {
    configurable: true,
    enumerable: false,
    get: () => require('ws'),
    set: value => Object.defineProperty(globalThis, 'WebSocket', { value, writable: true, configurable: true }),
  })
}
