import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../html/browser.fixture.js'
import { storefront } from './handover.fixture.js'
import type { HandoverInput } from './input.js'
import { handoverPage } from './page.js'

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-handover-'))
let browser: Browser
let input: HandoverInput

beforeAll(async () => {
  ;[browser, input] = await Promise.all([launch(), storefront()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open({
  of = input,
  hash = '',
  scheme = 'light',
  width = 1280,
}: { of?: HandoverInput; hash?: string; scheme?: 'light' | 'dark'; width?: number } = {}) {
  const file = join(folder, 'index.html')
  writeFileSync(file, handoverPage(of))
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const requests: string[] = []
  const errors: string[] = []
  page.on('request', request => requests.push(request.url()))
  page.on('pageerror', error => errors.push(String(error)))
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  await page.goto(`${pathToFileURL(file).href}${hash}`)
  return { page, requests, errors, close: () => context.close() }
}

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)(
  'no accessibility rule is broken, nothing is asked for: %s, %i wide',
  async (scheme, width) => {
    const { page, requests, errors, close } = await open({ scheme, width })
    // Some of each kind: with all of them open, the rules take minutes.
    await page.evaluate(
      'document.querySelectorAll("section").forEach(section => section.querySelectorAll("details").forEach((fold, index) => { fold.open = index < 3 }))',
    )
    await page.evaluate(axe.source)
    expect(
      await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(node => node.html + ' ' + node.failureSummary).join(' | ')))",
      ),
    ).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect(requests).toHaveLength(1)
    expect(errors).toEqual([])
    await close()
  },
  60_000,
)

test('a link opens what it leads to, and printing opens everything and shuts it again', async () => {
  const id = `fixed-${input.repairs[0]!.finding.id}`
  const { page, close } = await open({ hash: `#${id}` })
  const folds = () => page.evaluate<number>('document.querySelectorAll("details[open]").length')
  expect(await page.locator(`[id="${id}"] .opened`).isVisible()).toBe(true)
  expect(await folds()).toBe(1)
  await page.evaluate('dispatchEvent(new Event("beforeprint"))')
  expect(await folds()).toBe(await page.evaluate('document.querySelectorAll("details").length'))
  await page.evaluate('dispatchEvent(new Event("afterprint"))')
  expect(await folds()).toBe(1)
  await close()
})

test('hostile texts are shown, not run', async () => {
  const attack = `"><img src=x onerror="globalThis.owned=1"></title></style></script><script>globalThis.owned=1</script>\`<svg onload=globalThis.owned=1>\` **A<b>b**`
  const finding = { ...input.before.findings[0]!, message: attack, help: attack, why: attack, route: attack, at: { file: attack, line: 1 } }
  const [repair] = input.repairs
  const report = { ...input.before, app: { ...input.before.app, name: attack, host: attack }, findings: [finding] }
  const { page, requests, errors, close } = await open({
    of: {
      ...input,
      before: report,
      after: report,
      branch: attack,
      repairs: [{ ...repair!, finding, title: attack, diff: `diff --git a/${attack} b/x\n@@ -1 +1 @@\n+${attack}`, down: attack }],
      refused: [{ finding: finding.id, title: attack, why: attack }],
    },
  })
  expect(await page.evaluate('globalThis.owned')).toBeUndefined()
  expect(await page.locator('img, svg[onload], main script').count()).toBe(0)
  expect(requests).toHaveLength(1)
  expect(errors).toEqual([])
  await close()
})
