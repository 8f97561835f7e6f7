import { PLUGINS } from '#plugins/all'
import type { Plugin } from '#plugins/plugin'
import type { Plugins } from '../interpret/machine.js'

const NONE: readonly Plugin[] = []

/** The plugins by the library they speak for; a sub-path (`stripe/lib`) belongs to its package unless a plugin names it. */
export function indexPlugins(all: readonly Plugin[] = PLUGINS): Plugins {
  const byLibrary = new Map<string, Plugin[]>()
  for (const plugin of all) for (const name of plugin.libraries) byLibrary.set(name, [...(byLibrary.get(name) ?? []), plugin])
  const found = new Map<string, readonly Plugin[]>(byLibrary)
  return {
    all: all.filter(plugin => plugin.guess),
    of(name) {
      let plugins = found.get(name)
      if (!plugins) {
        const parts = name.split('/')
        found.set(name, (plugins = byLibrary.get(parts.slice(0, name.startsWith('@') ? 2 : 1).join('/')) ?? NONE))
      }
      return plugins
    },
  }
}
