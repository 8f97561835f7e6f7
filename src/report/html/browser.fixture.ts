import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

/** A real browser out of an npm package. Where the system lacks its libraries, those of the package are used. */
export async function launch(): Promise<Browser> {
  // Both are read when the package is loaded: where to unpack, and that the libraries are to be unpacked too.
  const folder = fileURLToPath(new URL('../../../node_modules/.cache/chromium/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const before = { TMPDIR: process.env['TMPDIR'], AWS_LAMBDA_JS_RUNTIME: process.env['AWS_LAMBDA_JS_RUNTIME'] }
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' })
  const { default: packaged } = await import('@sparticuz/chromium')
  const executablePath = await packaged.executablePath()
  for (const [name, value] of Object.entries(before))
    if (value === undefined) delete process.env[name]
    else process.env[name] = value

  // The package looks for its fonts below `/tmp` alone, and a browser without a font dies of the first letter.
  const fonts = join(folder, 'fonts.conf')
  writeFileSync(fonts, fontsIn([join(folder, 'fonts')], join(folder, 'fonts-cache')))

  // With these two the second page dies.
  const args = packaged.args.filter(arg => arg !== '--single-process' && arg !== '--no-zygote')
  const start = (libraries: readonly string[]): Promise<Browser> =>
    chromium.launch({
      executablePath,
      args,
      headless: true,
      env: { ...process.env, FONTCONFIG_FILE: fonts, LD_LIBRARY_PATH: libraries.join(delimiter) } as Record<string, string>,
    })
  const given = (process.env['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter(path => path !== '' && !path.startsWith(folder))
  return start(given).catch(() => start([join(folder, 'al2023', 'lib'), ...given]))
}

const fontsIn = (folders: readonly string[], cache: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map(folder => `  <dir>${folder}</dir>`).join('\n')}
  <cachedir>${cache}</cachedir>
</fontconfig>
`
