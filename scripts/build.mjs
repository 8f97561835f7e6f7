// Compiles src/ to dist/, puts the files beside the code (check pages, schema, page assets) where the code expects them, and
// bundles the command: a run of it loads a few files instead of hundreds.
import { spawnSync } from 'node:child_process'
import { cpSync, chmodSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const tsc = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc')
rmSync('dist', { recursive: true, force: true })
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
if (status !== 0) process.exit(1)
for (const folder of ['checks', 'report'])
  cpSync(`src/${folder}`, `dist/${folder}`, { recursive: true, filter: path => !path.endsWith('.ts') })
await bundleCommand()

/** `dist/cli/` becomes one entry and flat pieces of it; packages stay outside. What was compiled of other folders stays for `import`. */
async function bundleCommand() {
  const isPackage = id => !/^[#./]/.test(id)
  const bundle = await rolldown({ input: { main: 'dist/cli/main.js' }, platform: 'node', external: isPackage })
  await bundle.write({ dir: 'dist/command', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', minify: false })
  await bundle.close()
  rmSync('dist/cli', { recursive: true })
  renameSync('dist/command', 'dist/cli')
  chmodSync('dist/cli/main.js', 0o755)
}
