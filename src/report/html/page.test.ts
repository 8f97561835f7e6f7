import { expect, test } from 'vitest'
import { cleanReport, frames, report } from '../report.fixture.js'
import { escape, markup, prose } from './markup.js'
import { html } from './page.js'

test('what is put into a piece is escaped, pieces and lists of them are not', () => {
  const name = `<b class="x">'&'</b>`
  expect(markup`<i title="${name}">${[markup`<u>${1}</u>`, name]}${undefined}${false}</i>`.markup).toBe(
    '<i title="&lt;b class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;"><u>1</u>&lt;b class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;</i>',
  )
  expect(prose('a `<b>` c').markup).toBe('a <code>&lt;b&gt;</code> c')
  expect(escape('a\u202Eb\u0000')).toBe('a\uFFFDb\uFFFD')
})

test('two thousand findings stay under a megabyte', () => {
  const findings = Array.from({ length: 2000 }, (_, index) => ({
    ...report.findings[index % report.findings.length]!,
    id: index.toString(16).padStart(8, '0'),
    rank: index + 1,
  }))
  expect(Buffer.byteLength(html({ ...report, findings }, frames))).toBeLessThan(1_000_000)
})

test('it names no address to load from', () => {
  expect(html(report, frames)).not.toMatch(/(src|href)="(https?:)?\/\/|url\(|@import|fetch\(/)
})

test('a clean app has its page too', () => {
  const page = html(cleanReport, {})
  expect(page).toContain('Nothing found.')
  expect(page).toContain('Everything in the app was read.')
})
