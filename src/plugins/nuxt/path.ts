export interface Address {
  readonly path: string
  /** Undefined: the file answers every method. */
  readonly method: string | undefined
}

/** `api/orders/[id].put.ts` is `PUT /api/orders/:id`. https://nitro.build/guide/routing */
export function addressOfFile(below: string): Address | undefined {
  const match = /^(api|routes)\/(.+)\.[cm]?[jt]s$/.exec(below)
  if (!match || /\.(?:test|spec|d)$/.test(match[2]!)) return undefined
  const [, folder, name] = match
  const suffix = /\.(get|post|put|patch|delete|head|options)$/.exec(name!)
  const parts = name!
    .slice(0, suffix ? -suffix[0].length : undefined)
    // Which environment it is for.
    .replace(/\.(?:dev|prod|prerender)$/, '')
    .split('/')
    .filter(part => !/^\(.*\)$/.test(part))
    .map(part => part.replace(/^\[\.\.\.(\w*)\]$/, (_, rest: string) => (rest ? `:${rest}*` : '*')).replaceAll(/\[\[?(\w+)\]?\]/g, ':$1'))
  if (parts.at(-1) === 'index') parts.pop()
  return { path: `/${[...(folder === 'api' ? ['api'] : []), ...parts].join('/')}`, method: suffix?.[1]!.toUpperCase() }
}
