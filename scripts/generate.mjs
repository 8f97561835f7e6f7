// Writes what is derived from the code: the registries of checks and fixes, their indexes, the list of errors.
// With --check it writes nothing and fails when a file is stale.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkList } from './generate/check-list.mjs'
import { errorList } from './generate/error-list.mjs'
import { fixList } from './generate/fix-list.mjs'
import { fixRegistry, registry } from './generate/registry.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const ids = idsIn('checks', 'defineCheck(')
const fixes = idsIn('fixes', 'defineFix(')

const wanted = {
  'src/checks/registry.generated.ts': registry(ids),
  'src/fixes/registry.generated.ts': fixRegistry(fixes),
  'docs/checks.md': checkList(ids),
  'docs/fixes.md': fixList(fixes, ids),
  'docs/errors.md': errorList(readFileSync('src/base/failure.ts', 'utf8')),
}

const stale = Object.keys(wanted).filter(path => read(path) !== wanted[path])
if (process.argv.includes('--check')) {
  if (stale.length) {
    console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\` and commit what it writes.`)
    process.exitCode = 1
  }
} else {
  for (const path of stale) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, wanted[path])
    console.log(`wrote ${path}`)
  }
}

/** `area/name` of the units of a folder: files two levels down that define one. */
function idsIn(folder, defines) {
  return readdirSync(`src/${folder}`, { withFileTypes: true })
    .filter(area => area.isDirectory())
    .flatMap(area => readdirSync(`src/${folder}/${area.name}`).map(file => `${area.name}/${file}`))
    .filter(file => /^[a-z0-9-]+\/[a-z0-9-]+\.ts$/.test(file) && readFileSync(`src/${folder}/${file}`, 'utf8').includes(defines))
    .map(file => file.slice(0, -'.ts'.length))
    .sort()
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
