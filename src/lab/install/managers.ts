import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'
import { compiled } from '../seal/ours.js'

/** Puts yarn and pnpm where the app's scripts find them, where they ask for them: everything is installed, so each only runs what is there. */
export function bringManagers(source: Source, run: string): void {
  const scripts = source.packages.flatMap(one => Object.values(one.scripts))
  for (const name of ['yarn', 'pnpm', 'pnpx', 'yarnpkg']) {
    if (!scripts.some(text => new RegExp(String.raw`(?:^|[\s;&|("'])${name} `).test(`${text} `))) continue
    const folder = join(run, 'bin')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${compiled('lab/package-manager/main.js')}' "$@"\n`)
    chmodSync(path, 0o755)
  }
}
