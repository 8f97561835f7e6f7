import { kept } from '#plugins/kept'
import type { World } from '#plugins/plugin'

/**
 * Values of NODE_ENV that what is deployed never has: it is not under test, and not in development either, unless the command
 * that starts it says so (`"start": "NODE_ENV=development node server.js"`).
 */
export const modesElsewhere = (world: World): ReadonlySet<unknown> =>
  kept(world, 'modes', () => {
    const starts = world.source.packages.some(({ scripts }) => /\bNODE_ENV=["']?development\b/.test(scripts['start'] ?? ''))
    return new Set(starts ? ['test'] : ['test', 'development'])
  })
