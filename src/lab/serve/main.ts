import { createServer, type RequestListener } from 'node:http'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Serves the app that a file exports, as the platform that it was written for does: `main.js api/index.js`. */
const [entry = ''] = process.argv.slice(2)
const loaded = (await import(pathToFileURL(resolve(entry)).href)) as { readonly default?: unknown; readonly app?: unknown }
const app = handlerIn(loaded.default) ?? handlerIn(loaded.app)
if (!app) throw new Error(`${entry} exports no app`)
createServer(app).listen(Number(process.env['PORT']))

/** Code that was compiled to CommonJS wraps its default once more; Koa's app has to be asked for its handler. */
function handlerIn(value: unknown): RequestListener | undefined {
  if (typeof value === 'function') return value as RequestListener
  if (typeof value !== 'object' || value === null) return undefined
  const app = value as { callback?(): RequestListener; readonly default?: unknown }
  return app.callback?.() ?? handlerIn(app.default)
}
