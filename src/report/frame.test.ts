import { expect, test } from 'vitest'
import { framesOf } from './frame.js'
import { report } from './report.fixture.js'

const [finding] = report.findings
const at = (line: number) => ({ ...report, findings: [{ ...finding!, at: { file: 'a.ts', line }, trail: [] }] })
const text = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n')

test('a frame is the lines around a place, within the file', () => {
  expect(framesOf(at(10), () => text)).toEqual({
    'a.ts:10': { start: 7, lines: ['line 7', 'line 8', 'line 9', 'line 10', 'line 11', 'line 12', 'line 13', 'line 14'] },
  })
  expect(framesOf(at(1), () => text)['a.ts:1']).toMatchObject({ start: 1 })
  expect(framesOf(at(20), () => text)['a.ts:20']!.lines.at(-1)).toBe('line 20')
})

test('there is none for a file or a line that is not there, and a wide line is cut', () => {
  expect(framesOf(at(10), () => undefined)).toEqual({})
  expect(framesOf(at(21), () => text)).toEqual({})
  expect(framesOf(at(1), () => `${'x'.repeat(500)}\n`)['a.ts:1']!.lines[0]).toHaveLength(181)
})

test('a key that begins before the frame is masked inside it', () => {
  const pem = ['a', '-----BEGIN RSA PRIVATE', ' KEY-----'].join('').slice(1)
  const file = `const k = \`${pem}\n${'MIIEvQIBADANBg\n'.repeat(12)}-----END RSA ${'PRIVATE'} KEY-----\`\n`
  expect(framesOf(at(8), () => file)['a.ts:8']!.lines.join('')).not.toContain('MIIE')
})
