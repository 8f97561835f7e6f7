import { dirname, posix } from 'node:path'
import { joinPath, type Router } from '../express/router.js'
import type { LibraryCall } from '../plugin.js'
import { textOf, UNDEFINED, type Value } from '../value.js'

type Register = (plugin: Value, options: Value, prefix: string, into?: Router) => Router

/** Registers every file of a folder, under the path of its folder. https://github.com/fastify/fastify-autoload */
export function autoload(call: LibraryCall, options: Value, register: Register): void {
  const folder = folderOf(call, call.run.get(options, 'dir'))
  if (folder === undefined) {
    call.run.gap(call.at, 'the folder whose plugins are loaded is computed', ['routes'])
    return
  }
  const start = textOf(call.run.get(call.run.get(options, 'options'), 'prefix')) ?? textOf(call.run.get(options, 'prefix')) ?? ''
  const hasHooks = isOn(call.run.get(options, 'autoHooks'))
  const files = call.run.world.source.files
    .filter(file => file.kind === 'code' && file.path.startsWith(`${folder}/`) && !/\.(test|spec|d)\.[cm]?[jt]s$/.test(file.path))
    .map(file => file.path)
  const hooks = files.filter(file => /(^|[./])_?autohooks\.[cm]?[jt]s$/.test(file))
  const parts = new Map<string, Router>()
  for (const file of [...hooks, ...files.filter(file => !hooks.includes(file))]) {
    const exports = call.run.world.load(file)
    if (!exports || (hooks.includes(file) && !hasHooks)) continue
    const own = call.run.get(exports, 'autoConfig')
    const above = [...parts.keys()]
      .filter(one => dirname(file) === one || (isOn(call.run.get(options, 'cascadeHooks')) && file.startsWith(`${one}/`)))
      .sort((a, b) => b.length - a.length)[0]
    const path = joinPath(
      start,
      prefixOf(dirname(file).slice(above ? above.length : folder.length)),
      textOf(call.run.get(exports, 'autoPrefix')) ?? '',
    )
    const filled = register(exports, own.k === 'object' ? own : UNDEFINED, path, above === undefined ? undefined : parts.get(above))
    if (hooks.includes(file)) parts.set(dirname(file), filled)
  }
}

const isOn = (value: Value): boolean => value.k === 'literal' && Boolean(value.value)

/** `_id` is a parameter. */
const prefixOf = (folder: string): string =>
  folder
    .split('/')
    .map(name => name.replace(/^_(.+)$/, ':$1'))
    .join('/')

/** `path.join(__dirname, 'routes')`: what follows the file's own folder. */
function folderOf(call: LibraryCall, dir: Value): string | undefined {
  const parts = dir.k === 'computed' ? dir.of : [dir]
  const texts = parts.slice(dir.k === 'computed' ? 1 : 0).map(textOf)
  if (!texts.length || texts.some(text => text === undefined)) return undefined
  return posix.join(dirname(call.at.file), ...(texts as string[]))
}
