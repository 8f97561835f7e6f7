import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeOver } from './compiled.js'

let folder = ''
const at = (...parts: readonly string[]): string => join(folder, ...parts)
const write = (path: string, text: string): void => {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), text)
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compiled-'))
  mkdirSync(at('to'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what compilers kept comes along, and what they made does not', () => {
  write('from/.next/cache/turbopack/1.sst', 'kept')
  write('from/.next/server/app.js', 'made')
  takeOver(at('from'), at('to'))
  expect(readFileSync(at('to/.next/cache/turbopack/1.sst'), 'utf8')).toBe('kept')
  expect(existsSync(at('to/.next/server'))).toBe(false)
})

test('a link leads nowhere', () => {
  write('elsewhere/cache/secret', 'secret')
  mkdirSync(at('from/node_modules/.cache'), { recursive: true })
  symlinkSync(at('elsewhere'), at('from/.next'))
  symlinkSync(at('elsewhere/cache/secret'), at('from/node_modules/.cache/secret'))
  takeOver(at('from'), at('to'))
  expect(existsSync(at('to/.next'))).toBe(false)
  expect(existsSync(at('to/node_modules/.cache/secret'))).toBe(false)
})

test('what stands in the way stays', () => {
  write('from/.next/cache/a', 'kept')
  symlinkSync(at('elsewhere'), at('to/.next'))
  takeOver(at('from'), at('to'))
  expect(existsSync(at('elsewhere'))).toBe(false)
})

test('an app of which nothing was kept is no failure', () => {
  expect(() => takeOver(at('none'), at('to'))).not.toThrow()
})
