import type { Package, Source } from '#source/source'
import { handlers, pagesApi } from '../next/handlers.js'
import { type Placed, routePath } from '../next/placed.js'
import { definePlugin, type Entry } from '../plugin.js'

const METHOD = /^export\s+(?:async\s+)?(?:function|const)\s+(?:GET|POST|PUT|PATCH|DELETE)\b/m

/** Functions under `/api` that Vercel serves beside a site of any framework. https://vercel.com/docs/functions */
export default definePlugin({
  name: 'vercel',
  libraries: [],
  *entries(source: Source): Generator<Entry> {
    for (const folder of source.packages.filter(item => isServed(item, source)).map(item => item.folder)) {
      const below = folder ? `${folder}/api/` : 'api/'
      for (const file of source.files) {
        const inside = file.kind === 'code' && file.path.startsWith(below) ? file.path.slice(below.length) : undefined
        const name =
          inside === undefined || /(?:^|\/)[_.]|\.(?:test|spec|d)\./.test(inside) ? undefined : /^(.+)\.[cm]?[jt]s$/.exec(inside)?.[1]
        if (name === undefined) continue
        const path = routePath(`api/${name.replace(/(^|\/)index$/, '$1')}`)
        const placed: Placed = { file, path, framework: 'vercel', before: () => undefined }
        yield {
          file: file.path,
          *routes(exports, world) {
            if (METHOD.test(file.text())) yield* handlers(placed, exports, world)
            // An Express app that is exported declares its routes by itself.
            else if (world.run().get(exports, 'default').k === 'function') yield* pagesApi(placed, exports, world)
          },
        }
      }
    }
  },
})

/** Next.js has an `api` folder of its own, deeper down. */
function isServed({ folder, dependencies, devDependencies }: Package, source: Source): boolean {
  const all = { ...dependencies, ...devDependencies }
  if (all['next']) return false
  return (
    source.file(folder ? `${folder}/vercel.json` : 'vercel.json') !== undefined ||
    all['@vercel/node'] !== undefined ||
    all['vercel'] !== undefined
  )
}
