const RESOLVED = /(["']?resolved["']?:?\s+["'])https?:\/\/([^/"']+)\/(?:[^"']*?\/)?((?:@[^/"'\s]+\/)?[^/"'\s@]+\/-\/[^"'\s]+)/g
const PUBLIC = /^registry\.(?:npmjs\.org|yarnpkg\.com)$/

/** A lock file made behind somebody's own registry names that one for every package: the public one has the same, and the checksum stays. */
export const publicly = (lock: string): string =>
  lock.replace(RESOLVED, (all, before: string, host: string, path: string) =>
    PUBLIC.test(host) ? all : `${before}https://registry.npmjs.org/${path}`,
  )
