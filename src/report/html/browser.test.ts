import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from '#triage/finding'
import { frames, report } from '../report.fixture.js'
import { render } from '../render.js'
import { launch } from './browser.fixture.js'

const folder = mkdtempSync(join(tmpdir(), 'seaworthy-page-'))
let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens the page from disk; every request and every error of it is kept. */
async function open({
  hash = '',
  scheme = 'light',
  width = 1280,
  of = report,
}: { hash?: string; scheme?: 'light' | 'dark'; width?: number; of?: Report } = {}) {
  const file = join(folder, 'report.html')
  writeFileSync(file, await render('html', of, frames))
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

const visible = (page: Page): Promise<number> => page.locator('.findings > .item:visible').count()

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const)('no accessibility rule is broken: %s, %i wide', async (scheme, width) => {
  const { page, errors, close } = await open({ scheme, width })
  await page.evaluate('document.querySelectorAll("details").forEach(details => { details.open = true })')
  // Evaluated rather than added: the page's own policy lets no other script in.
  await page.evaluate(axe.source)
  expect(await page.evaluate(BROKEN_RULES)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
  expect(errors).toEqual([])
  await close()
})

const BROKEN_RULES = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(node => node.html + ' ' + node.failureSummary).join(' | ')))`

test('it asks for nothing but itself', async () => {
  const { page, requests, errors, close } = await open()
  await page.locator('.findings summary').first().click()
  await page.keyboard.press('?')
  expect(requests.map(url => new URL(url).pathname.split('/').at(-1))).toEqual(['report.html'])
  expect(errors).toEqual([])
  await close()
})

test('search, severity and area narrow the list, and clearing brings it back', async () => {
  const { page, close } = await open()
  const all = report.findings.length
  expect(await visible(page)).toBe(all)
  await page.keyboard.press('/')
  await page.keyboard.type('orders stripe')
  expect(await visible(page)).toBe(1)
  expect(await page.locator('#shown').textContent()).toBe(`1 of ${all} shown`)
  await page.keyboard.press('Escape')
  expect(await visible(page)).toBe(all)
  await page.locator('.toolbar .chip[data-severity=critical]').click()
  expect(await visible(page)).toBe(3)
  await page.locator('#area').selectOption('payments')
  expect(await visible(page)).toBe(1)
  await page.locator('#search').fill('no such thing')
  expect(await page.locator('.empty').isVisible()).toBe(true)
  await page.locator('.empty [data-clear]').click()
  expect(await visible(page)).toBe(all)
  await close()
})

test('routes are narrowed by their guard', async () => {
  const { page, close } = await open()
  await page.locator('#access .chip[data-auth=session]').click()
  expect(await page.locator('table.routes tbody tr:visible').count()).toBe(report.routes.filter(route => route.auth === 'session').length)
  await close()
})

test('a link to a finding opens it, on arrival and later', async () => {
  const [first, second] = report.findings
  const { page, close } = await open({ hash: `#${second!.id}` })
  expect(await page.locator(`[id="${second!.id}"]`).getAttribute('open')).toBe('')
  expect(await page.locator(`[id="${second!.id}"] .inside`).isVisible()).toBe(true)
  await page.locator('.toolbar .chip[data-severity=low]').click()
  await page.evaluate(`location.hash = '${first!.id}'`)
  await page.locator(`[id="${first!.id}"] .inside`).waitFor({ state: 'visible' })
  await close()
})

test('j, k and enter walk the findings, ? lists the keys', async () => {
  const { page, close } = await open()
  const focused = (): Promise<string> => page.evaluate('document.activeElement.closest("details")?.id ?? ""')
  const [first, second] = report.findings
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(await focused()).toBe(second!.id)
  await page.keyboard.press('k')
  expect(await focused()).toBe(first!.id)
  await page.keyboard.press('Enter')
  expect(await page.locator(`[id="${first!.id}"] .inside`).isVisible()).toBe(true)
  await page.keyboard.press('?')
  expect(await page.locator('#keys').isVisible()).toBe(true)
  await page.keyboard.press('Escape')
  expect(await page.locator('#keys').isVisible()).toBe(false)
  await close()
})

test('the prompt of a finding is copied', async () => {
  const { page, close } = await open({ hash: `#${report.findings[0]!.id}` })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.locator(`[data-copy="prompt-${report.findings[0]!.id}"]`).click()
  await page.locator('text=Copied').waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/Fault: `GET \/api\/admin\/customers`[^]*Rules:/)
  await close()
})

test('what is accepted is shown on request', async () => {
  const [first, ...rest] = report.findings
  const { page, close } = await open({
    of: { ...report, findings: [...rest, { ...first!, status: 'accepted', reason: 'a demo', rank: 22 }] },
  })
  expect(await visible(page)).toBe(rest.length)
  await page.locator('#closed').check()
  expect(await visible(page)).toBe(rest.length + 1)
  await close()
})

test('it can be read without its script', async () => {
  const file = join(folder, 'still.html')
  writeFileSync(file, await render('html', report, frames))
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(pathToFileURL(file).href)
  expect(await visible(page)).toBe(report.findings.length)
  expect(await page.locator('.toolbar').isVisible()).toBe(false)
  await context.close()
})

test('hostile texts are shown, not run', async () => {
  const attack = `"><img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script>' onmouseover='globalThis.owned=1' \u202E</pre></title></style>\`<svg onload=globalThis.owned=1>\``
  const place = { file: `app/${attack}.ts`, line: 3 }
  const finding = {
    ...report.findings[0]!,
    message: attack,
    help: attack,
    why: attack,
    because: attack,
    area: attack,
    check: attack,
    route: attack,
    table: attack,
    refs: [attack],
    at: place,
    trail: [{ at: place, label: attack }],
  }
  const hostile: Report = {
    ...report,
    app: { ...report.app, name: attack, frameworks: [attack], builder: attack },
    findings: [finding],
    routes: [{ ...report.routes[0]!, path: attack, how: attack, tables: [attack], at: place }],
    tables: [{ ...report.tables[0]!, name: attack, owner: attack }],
    env: [{ name: attack, reads: [{ at: place, fallback: attack, inBrowser: true }], declared: [], inBrowser: true }],
    gaps: [{ at: place, why: attack, hides: ['routes'] }],
    results: [{ check: attack, outcome: 'unknown', reason: attack }],
    checklist: report.checklist.map(answer => ({ ...answer, evidence: attack })),
    score: { value: 50, steps: [{ label: attack, points: 50 }] },
  }
  const { page, requests, errors, close } = await open({ of: hostile })
  await page.evaluate('document.querySelectorAll("details").forEach(details => { details.open = true })')
  expect(await page.evaluate('globalThis.owned')).toBeUndefined()
  expect(await page.locator('img, svg[onload], main script').count()).toBe(0)
  expect(await page.locator('h3').first().textContent()).toContain('<img src=x')
  expect(requests).toHaveLength(1)
  expect(errors).toEqual([])
  await close()
})
