// npm run demo: audits a copy of the sample store, as its founder would, and says where the page is.
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyApp } from './demo/copy-app.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const app = join(mkdtempSync(join(tmpdir(), 'seaworthy-demo-')), 'storefront')
copyApp(join(root, 'apps/storefront'), app)

console.log(`The sample store was copied to ${app}\n$ npx seaworthy\n`)
const { status } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js')], { cwd: app, stdio: 'inherit' })
// 1 means that it found what the store is there to show.
if (status === 0 || status === 1) console.log(`Open it in a browser: ${join(app, '.seaworthy/report.html')}`)
else process.exitCode = 2
