import { expect, test } from 'vitest'
import { storedTables } from './sqlite.js'

/** A leaf page with cells of these payloads, as SQLite lays it out: https://www.sqlite.org/fileformat2.html#b_tree_pages */
function page(payloads: readonly Buffer[], header: number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  bytes[header] = 13
  bytes.writeUInt16BE(payloads.length, header + 3)
  let end = size
  for (const [index, payload] of payloads.entries()) {
    const cell = Buffer.concat([Buffer.from([payload.length, index + 1]), payload])
    end -= cell.length
    cell.copy(bytes, end)
    bytes.writeUInt16BE(end, header + 8 + index * 2)
  }
  return bytes
}

const schemaRow = (name: string, root: number, sql: string): Buffer => {
  const texts = ['table', name, name]
  const types = [...texts.map(text => 13 + text.length * 2), 1, 13 + sql.length * 2]
  return Buffer.concat([Buffer.from([types.length + 1, ...types]), Buffer.from(texts.join('')), Buffer.from([root]), Buffer.from(sql)])
}

test('reads names, columns and the number of rows', () => {
  const size = 512
  const first = page([schemaRow('users', 2, 'CREATE TABLE users(a)'), schemaRow('empty', 3, 'CREATE TABLE empty(a)')], 100, size)
  first.write('SQLite format 3\0', 0, 'latin1')
  first.writeUInt16BE(size, 16)
  const row = Buffer.from([2, 1, 7])
  expect(storedTables(Buffer.concat([first, page([row, row, row], 0, size), page([], 0, size)]))).toEqual([
    { name: 'users', sql: 'CREATE TABLE users(a)', rows: 3 },
    { name: 'empty', sql: 'CREATE TABLE empty(a)', rows: 0 },
  ])
})

test('reads nothing from other content, and what it can of a file that was cut off', () => {
  expect(storedTables(Buffer.from('no database'.repeat(100)))).toEqual([])
  const cut = page([schemaRow('users', 9, 'CREATE TABLE users(a)')], 100, 512)
  cut.write('SQLite format 3\0', 0, 'latin1')
  cut.writeUInt16BE(512, 16)
  expect(storedTables(cut)).toEqual([{ name: 'users', sql: 'CREATE TABLE users(a)', rows: 0 }])
})
