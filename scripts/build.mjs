// Compiles src/ to dist/ and puts the files beside the code (check pages, schema, page assets) where the code expects them.
import { spawnSync } from 'node:child_process'
import { cpSync, chmodSync, existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const tsc = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc')
rmSync('dist', { recursive: true, force: true })
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
if (status !== 0) process.exit(1)
for (const folder of ['checks', 'report'])
  cpSync(`src/${folder}`, `dist/${folder}`, { recursive: true, filter: path => !path.endsWith('.ts') })
if (existsSync('dist/cli/main.js')) chmodSync('dist/cli/main.js', 0o755)
