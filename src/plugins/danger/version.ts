import type { Source } from '#source/source'

/** Whether every version of a package that the app may install, by its own ranges, is below one. Unknown: no. */
export function isLessThan(source: Source, name: string, ...version: readonly number[]): boolean {
  const ranges = source.packages.flatMap(item => [item.dependencies[name], item.devDependencies[name]]).filter(range => range !== undefined)
  return ranges.length > 0 && ranges.every(range => isBelow(range, version))
}

function isBelow(range: string, version: readonly number[]): boolean {
  const match = /^\s*([\^~=v]?)\s*(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?/.exec(range)
  if (!match) return false
  const [, sign, ...given] = match
  // What a range allows to move up stands for the newest that there is.
  const highest = given.map((part, index) => {
    if (part === undefined || part === 'x' || part === '*') return Number.POSITIVE_INFINITY
    const isFree = (sign === '^' && index > 0) || (sign === '~' && index > 1)
    return isFree ? Number.POSITIVE_INFINITY : Number(part)
  })
  for (const [index, part] of version.entries()) {
    const mine = highest[index] ?? 0
    if (mine !== part) return mine < part
  }
  return false
}
