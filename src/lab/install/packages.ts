import type { Source } from '#source/source'
import type { Folders } from '../folders.js'
import type { Recognised } from '../recognise/recognise.js'
import { bringBun } from './bun.js'
import { installModules, type Modules } from './install.js'
import { bringManagers } from './managers.js'

/** The app's packages, and the programs that its scripts call: a build that lacks one of them fails in every lab that shares its copy. */
export async function bringPackages(source: Source, app: Recognised, folders: Folders): Promise<Modules> {
  const modules = await installModules(source, app, folders.cache)
  await bringBun(app, folders).catch(() => undefined)
  bringManagers(source, folders.run)
  return modules
}
