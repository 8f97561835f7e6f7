import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolders } from './folders.js'

let cache: string
beforeEach(() => void (cache = mkdtempSync(join(tmpdir(), 'seaworthy-cache-'))))
afterEach(() => rmSync(cache, { recursive: true, force: true }))

/** Packages of an app, last used so many hours ago. */
function packages(name: string, hours: number): string {
  const folder = join(cache, 'modules', name)
  mkdirSync(join(folder, 'node_modules', 'express'), { recursive: true })
  writeFileSync(join(folder, 'node_modules', 'express', 'index.js'), '')
  const then = new Date(Date.now() - hours * 3_600_000)
  utimesSync(folder, then, then)
  return folder
}

test('what was not used for longest goes, as a whole, and what was used within the hour stays', () => {
  const old = Array.from({ length: 14 }, (_, index) => packages(`m${index}`, index + 2))
  const recent = packages('now', 0.5)
  openFolders(cache)
  expect(existsSync(recent)).toBe(true)
  expect(old.map(folder => existsSync(folder))).toEqual([...Array<boolean>(11).fill(true), false, false, false])
  expect(readdirSync(join(cache, 'leaving')).flatMap(name => readdirSync(join(cache, 'leaving', name)))).toEqual([])
})

test('what somebody was killed while taking away is taken away, and is found under no name', () => {
  const half = join(cache, 'leaving', 'a-1', 'm1', 'node_modules')
  mkdirSync(half, { recursive: true })
  openFolders(cache)
  expect(readdirSync(join(cache, 'modules'))).toEqual([])
  expect(existsSync(half)).toBe(false)
})
