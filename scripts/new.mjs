// npm run new check access/unscoped-query, npm run new plugin koa: writes the files with TODO texts that the tests refuse.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('..', import.meta.url)
process.chdir(fileURLToPath(root))

const KINDS = {
  check: {
    name: /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/,
    example: 'npm run new check access/unscoped-query',
    files: id => ({ 'check.ts': `src/checks/${id}.ts`, 'check.md': `src/checks/${id}.md`, 'check.test.ts': `src/checks/${id}.test.ts` }),
  },
  plugin: {
    name: /^[a-z][a-z0-9-]*$/,
    example: 'npm run new plugin koa',
    files: id => ({ 'plugin.ts': `src/plugins/${id}/index.ts`, 'plugin.test.ts': `src/plugins/${id}/index.test.ts` }),
  },
}

const [kind, id] = process.argv.slice(2)
const asked = KINDS[kind]
if (!asked || !asked.name.test(id ?? '')) {
  const examples = Object.values(KINDS).map(each => `  ${each.example}`)
  console.error(`Name what to make:\n${examples.join('\n')}`)
  process.exit(2)
}

const files = Object.entries(asked.files(id))
const taken = files.find(([, path]) => existsSync(path))
if (taken) {
  console.error(`${taken[1]} exists already.`)
  process.exit(2)
}
const name = id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())
for (const [template, path] of files) {
  mkdirSync(dirname(path), { recursive: true })
  const text = readFileSync(`scripts/templates/${template}.txt`, 'utf8')
  writeFileSync(path, text.replaceAll('{{id}}', id).replaceAll('{{name}}', name))
  console.log(`wrote ${path}`)
}
await import('./generate.mjs')
if (kind === 'plugin') console.log('Put it into src/plugins/all.ts, where it should be asked: earlier ones come first.')
console.log('Fill in every TODO; `npm test` refuses them.')
