import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import type { Column, Table } from '#database/catalogue'
import { readCatalogue } from '#database/read'
import { readSource } from '#source/read'
import type { Edit } from '../fix.js'
import { fieldEdits } from './index-in-schema.js'
import { indexStatement } from './index-statement.js'

/** What an index of these columns of `orders` adds to the schema, and the statement that makes it. */
function added(files: Readonly<Record<string, string>>, names: readonly string[]) {
  return withApp(
    new Map(Object.entries({ 'package.json': '{ "name": "shop", "dependencies": { "drizzle-orm": "0.44.0", "pg": "8.0.0" } }', ...files })),
    async root => {
      const source = readSource(root)
      const table: Table = (await readCatalogue(source)).tables.find(one => one.name === 'orders')!
      const keys = names.map((name): Column => table.columns.find(column => column.name === name)!)
      const edits: readonly Edit[] = fieldEdits(table, keys, source, false) ?? []
      return { lines: edits.map(edit => edit.text.trim()), up: indexStatement(table, keys, source, false)?.up }
    },
  )
}

test('an index of several columns in schema.prisma, by the names of its fields', async () => {
  const schema = `datasource db {
  provider = "postgresql"
}

model Order {
  id        String   @id
  userId    String   @map("user_id")
  createdAt DateTime @map("created_at")

  @@map("orders")
}
`
  expect(await added({ 'prisma/schema.prisma': schema }, ['user_id', 'created_at'])).toEqual({
    lines: ['@@index([userId, createdAt])'],
    up: 'CREATE INDEX "orders_user_id_created_at_idx" ON "orders"("user_id", "created_at");',
  })
})

test('an index of several columns in a Drizzle table', async () => {
  const schema = `import { integer, pgTable, timestamp } from 'drizzle-orm/pg-core'

export const orders = pgTable('orders', {
  id: integer('id').primaryKey(),
  userId: integer('user_id'),
  createdAt: timestamp('created_at'),
})
`
  const { lines, up } = await added({ 'db/schema.ts': schema }, ['user_id', 'created_at'])
  expect(lines.at(-1)).toBe(", (table) => [index('orders_user_id_created_at_idx').on(table.userId, table.createdAt)]")
  expect(up).toContain('("user_id", "created_at")')
})

test('an index of several columns in SQL', async () => {
  const sql = 'create table orders (id int primary key, user_id int, created_at timestamptz);'
  expect((await added({ 'supabase/migrations/1_a.sql': sql }, ['user_id', 'created_at'])).up).toBe(
    'create index orders_user_id_created_at_idx on orders (user_id, created_at);',
  )
})
