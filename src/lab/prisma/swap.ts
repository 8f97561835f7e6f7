/** The schema as the lab's own Prisma generates from it: one generator that needs no engine. */
export function engineFree(schema: string, output: string): string {
  let kept = false
  return schema
    .replace(/generator\s+(\w+)\s*\{([^}]*)\}/g, (_, name: string, body: string) => {
      if (kept || !/provider\s*=\s*"prisma-client/.test(body)) return ''
      kept = true
      const previews = /^\s*previewFeatures\s*=.*$/m.exec(body)?.[0] ?? ''
      return `generator ${name} {\n  provider = "prisma-client-js"\n  engineType = "client"\n  output = "${output}"\n${previews.replace(/"(?:driverAdapters|queryCompiler|jsonProtocol|extendedWhereUnique|orderByNulls|clientExtensions|fieldReference|filteredRelationCount|interactiveTransactions|fullTextSearch|tracing|metrics)",?\s*/g, '')}\n}`
    })
    .replace(/^\s*(?:directUrl|shadowDatabaseUrl)\s*=.*$/gm, '')
    .replace(/^\s*previewFeatures\s*=\s*\[\s*,?\s*\]\s*$/gm, '')
}

/** Stands in the place of the app's generated client: the same models over a driver instead of an engine. */
export const swappedClient = (generated: string, adapter: string): string => `const real = require('${generated}/index.js')
const { PrismaPg } = require('${adapter}')
class PrismaClient extends real.PrismaClient {
  constructor(options = {}) {
    const { datasources, datasourceUrl, engineType, __internal, ...rest } = options || {}
    const url = datasourceUrl || (datasources && Object.values(datasources)[0] && Object.values(datasources)[0].url) || process.env.DATABASE_URL
    super({ ...rest, adapter: rest.adapter || new PrismaPg({ connectionString: url }) })
  }
  $use() {}
}
module.exports = { ...real, PrismaClient }
`

/** Replaces the app's command line: what it would do is done, and it would look for engines. */
export const SHIM = '#!/bin/sh\necho "prisma $*: done by the lab"\nexit 0\n'
