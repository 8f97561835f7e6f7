import { connect, createServer } from 'node:net'

/** Carries connections from a unix socket in the shared folder to the app's port: the only way in. */
export function relay(socketPath: string, placeOf: () => { readonly host: string; readonly port: number } | undefined): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, outer => {
    const place = placeOf()
    if (!place) return void outer.destroy()
    const inner = connect({ ...place, allowHalfOpen: true })
    outer.pipe(inner)
    inner.pipe(outer)
    outer.on('error', () => inner.destroy())
    inner.on('error', () => outer.destroy())
    inner.on('close', () => outer.destroy())
    outer.on('close', () => inner.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
}
