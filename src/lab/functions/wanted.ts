import { edgeFiles, type EdgeFile } from '#plugins/supabase/edge'
import type { Source } from '#source/source'
import { outsideOf } from './graph.js'
import { type FunctionConfig, functionConfig } from './import-map.js'
import type { Origin } from './origin.js'
import { originOf } from './registries.js'

/** An edge function, and where each of its imports from outside comes from. */
export interface WantedFunction {
  readonly edge: EdgeFile
  readonly config: FunctionConfig
  /** By the specifier as the code writes it. */
  readonly imports: ReadonlyMap<string, Origin>
  /** Imports of the app's own files by another name: specifier to path. */
  readonly aliases: ReadonlyMap<string, string>
}

/** Every edge function of the app. */
export function wantedFunctions(source: Source): readonly WantedFunction[] {
  return edgeFiles(source).map(edge => {
    const config = functionConfig(source, edge)
    const aliases = new Map<string, string>()
    const outside = outsideOf(source, edge.file, specifier => {
      const mapped = config.mapped(specifier)
      if (!mapped || !('local' in mapped)) return undefined
      aliases.set(specifier, mapped.local)
      return mapped.local
    })
    const imports = new Map<string, Origin>()
    for (const specifier of outside.keys()) {
      const mapped = config.mapped(specifier)
      imports.set(specifier, originOf(mapped && 'to' in mapped ? mapped.to : specifier))
    }
    return { edge, config, imports, aliases }
  })
}
