import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '#base/package-root'

/** The package's version. */
export const VERSION: string = (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version
