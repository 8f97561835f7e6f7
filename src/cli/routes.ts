import { audit } from '#audit'
import { optimiseLater } from '#base/optimise-later'
import { table } from './table.js'

/** The options of `seaworthy routes`, as parsed. */
export interface RoutesFlags {
  readonly format?: string
}

/** Prints every route with who may call it, and by which guard. */
export async function run(dir = '.', flags: RoutesFlags = {}): Promise<number> {
  optimiseLater()
  const { report } = await audit(dir)
  if (flags.format === 'json') {
    process.stdout.write(`${JSON.stringify(report.routes, null, 2)}\n`)
    return 0
  }
  const rows = report.routes.map(route => [
    route.method,
    route.path,
    route.auth,
    route.how,
    route.validated,
    `${route.at.file}:${route.at.line}`,
  ])
  const head = ['METHOD', 'PATH', 'WHO', 'HOW', 'VALIDATED', 'PLACE']
  console.log(rows.length ? table([head, ...rows]) : 'No route was found.')
  return 0
}
