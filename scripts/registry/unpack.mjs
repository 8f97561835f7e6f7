import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Downloads a pinned package, without what it depends on, and returns the folder with its files. */
export function unpack(name, into) {
  const folder = join(into, name.replace(/\W+/g, '-'))
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, name], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const archive = readdirSync(folder).find(file => file.endsWith('.tgz'))
  execFileSync('tar', ['-xzf', archive], { cwd: folder })
  return join(folder, 'package')
}
