import { definePlugin } from '../plugin.js'
import { build } from './build.js'
import { schemaCall, schemaMember } from './methods.js'
import { fromTable } from './table.js'

/** Zod 3 and 4, and the schemas that other packages make with it. https://zod.dev/api */
export default definePlugin({
  name: 'zod',
  libraries: [
    'zod',
    'zod/v4',
    'zod/v3',
    'zod/v4-mini',
    'zod/mini',
    'zod:schema',
    '@hono/zod-openapi',
    'drizzle-zod',
    'drizzle-orm/zod',
    'zod-form-data',
  ],
  get(of, key, run) {
    return of.library === 'zod:schema' ? schemaMember(of, key, run) : undefined
  },
  call(call) {
    if (call.library === 'zod:schema') return schemaCall(call)
    if (/^create(Insert|Select|Update)Schema$/.test(call.method)) return fromTable(call)
    return build(call)
  },
})
