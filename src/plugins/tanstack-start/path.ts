/**
 * The address of a route: `/shop/_auth/orders/$id` is `/shop/orders/:id`. Layouts without an address and groups are no part of it.
 * https://tanstack.com/router/latest/docs/framework/react/routing/file-naming-conventions
 */
export function addressOfRoute(id: string): string {
  const parts = id.split('/').filter(part => part && !part.startsWith('_') && !/^\(.*\)$/.test(part))
  return `/${parts.map(addressOfPart).join('/')}`
}

const addressOfPart = (part: string): string =>
  part
    .replace(/(.)_$/, '$1')
    .replace(/^\$$|\{\$\}/, '*')
    .replaceAll(/\{-\$(\w+)\}/g, ':$1?')
    .replaceAll(/\{\$(\w+)\}/g, ':$1')
    .replace(/^\$(\w+)/, ':$1')

/** `src/routes/api/orders.$id.ts` is `/api/orders/:id`; `[.]` stands for a dot. */
export function addressOfFile(file: string): string | undefined {
  const below = /(?:^|\/)(?:src|app)\/routes\/(.+?)(?:\.lazy)?\.[cm]?[jt]sx?$/.exec(file)?.[1]
  if (below === undefined) return undefined
  const id = below
    .replaceAll('[.]', '\0')
    .replaceAll('.', '/')
    .replaceAll('\0', '.')
    .replace(/(^|\/)(?:index|route)$/, '')
  return addressOfRoute(id)
}
