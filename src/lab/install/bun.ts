import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Folders } from '../folders.js'
import type { Recognised } from '../recognise/recognise.js'
import { kit } from './kit.js'

const VERSION = '1.3.3'

const asksForBun = ({ starts, package: own }: Recognised): boolean =>
  [...starts.map(way => way.command), own.scripts['build'] ?? ''].some(text => /(?:^|[\s;&|])bunx? /.test(text))

/** Puts Bun where the app's scripts find it, where they ask for it: the registry has it as a package for each kind of machine. */
export async function bringBun(app: Recognised, { cache, run }: Folders): Promise<void> {
  if (!asksForBun(app)) return
  const name = `@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : 'x64-baseline'}`
  const inside = join(await kit(`bun-${VERSION}`, [`${name}@${VERSION}`], cache), 'node_modules', name, 'bin/bun')
  chmodSync(join(cache, inside.replace(/^\/cache\//, '')), 0o755)
  mkdirSync(join(run, 'bin'), { recursive: true })
  for (const program of ['bun', 'bunx']) symlinkSync(inside, join(run, 'bin', program))
}
