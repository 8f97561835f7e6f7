// Completes package-lock.json. npm leaves out the packages of platforms that the registry at hand does not carry, and
// `npm ci` then refuses the file, here and on those platforms.
// With --check it writes nothing and fails when something is missing.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { platformOf } from './lock/platform.mjs'

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(path, 'utf8'))
const { packages } = lock

const depth = where => where.split('node_modules/').length
const missing = []
for (const [where, { optionalDependencies = {}, dev }] of Object.entries(packages).sort(([a], [b]) => depth(a) - depth(b)))
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const version = range.replace(/^[~^]/, '')
    const found = above(where, name)
    if (found && (found.version === version || version !== range)) continue
    const place = packages[`node_modules/${name}`] ? `${where}/node_modules/${name}` : `node_modules/${name}`
    packages[place] = { version, ...platformOf(name), ...(dev && { dev }), optional: true }
    missing.push(place)
  }

if (process.argv.includes('--check')) {
  if (missing.length) {
    console.error(
      `package-lock.json lacks ${missing.length} packages of other platforms, ${missing[0]} for one. Run \`node scripts/lock.mjs\`.`,
    )
    process.exitCode = 1
  }
} else {
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  if (missing.length) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${missing.length} packages added`)
}

/** The package that node would find for a name, looking from a folder upwards. */
function above(where, name) {
  for (let folder = where; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const found = packages[folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`]
    if (found || !folder) return found
  }
}
