// Compiles src/ to dist/ and puts the files beside the code (check pages, schema, page assets) where the code expects them.
import { execFileSync } from 'node:child_process'
import { cpSync, chmodSync, existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'

const tsc = createRequire(import.meta.url).resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc')
rmSync('dist', { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
for (const folder of ['checks', 'report'])
  cpSync(`src/${folder}`, `dist/${folder}`, { recursive: true, filter: path => !/\.ts$/.test(path) })
if (existsSync('dist/cli/main.js')) chmodSync('dist/cli/main.js', 0o755)
