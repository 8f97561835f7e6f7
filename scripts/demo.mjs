// npm run demo: rescues a copy of the sample store, as its founder would, and says where the pages are.
// `--quick` stops after the audit.
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyApp } from './demo/copy-app.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const app = join(mkdtempSync(join(tmpdir(), 'seaworthy-demo-')), 'storefront')
copyApp(join(root, 'apps/storefront'), app)
spawnSync('git', ['-c', 'user.name=Founder', '-c', 'user.email=founder@example.com', 'commit', '--quiet', '--message', 'The store'], {
  cwd: app,
})

/** 1 means that it found what the store is there to show. */
const seaworthy = (...args) => {
  console.log(`\n$ npx seaworthy ${args.join(' ')}`.trimEnd() + '\n')
  const { status } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], { cwd: app, stdio: 'inherit' })
  return status === 0 || status === 1
}

console.log(`The sample store was copied to ${app}`)
if (!seaworthy()) process.exitCode = 2
else {
  console.log(`Open it in a browser: ${join(app, '.seaworthy/report.html')}`)
  if (!process.argv.includes('--quick')) {
    if (seaworthy('rescue')) console.log(`The handover: ${join(app, '.seaworthy/handover/index.html')}`)
    else process.exitCode = 2
  }
}
